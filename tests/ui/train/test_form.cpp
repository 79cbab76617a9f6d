// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/train/test_form.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QtTest>

#include "tests/support/ui_test.h"
#include "ui/models/config_draft.h"
#include "ui/models/number_text.h"
#include "ui/pages/train_field_row.h"
#include "ui/pages/train_form.h"
#include "ui/widgets/number_field.h"

namespace detox {

using namespace ui;

namespace {

Preset preset() {
    Preset made;
    made.id = "starter";
    made.name = "Starter";
    made.config.models = {.model = "starter/model", .classifier = "starter/reward", .judge = {}};
    made.config.prompts.promptFile = "starter/prompts/train.jsonl";
    return made;
}

QLineEdit* lineOf(const TrainForm& form, const ConfigDraft& draft, const char* key) {
    return form.row(draft.indexOf(key))->findChild<QLineEdit*>();
}

void type(QLineEdit* line, const QString& text) {
    line->selectAll();
    QTest::keyClicks(line, text);
}

}  // namespace

void TestForm::init() {
    failOnAnyWarning();
}

void TestForm::cleanup() {
    QLocale::setDefault(QLocale::c());
}

void TestForm::readsNumbersAsPeopleWriteThem_data() {
    QTest::addColumn<QString>("locale");
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("value");  // NaN: refused
    const double none = std::nan("");
    QTest::newRow("point") << "en_US"
                           << "0.3" << 0.3;
    QTest::newRow("exponent") << "en_US"
                              << "1.41e-5" << 1.41e-5;
    QTest::newRow("capital exponent") << "en_US"
                                      << "2E3" << 2000.0;
    QTest::newRow("space around") << "en_US"
                                  << " 7 " << 7.0;
    QTest::newRow("true minus") << "en_US" << QString(QChar(0x2212)) + "2" << -2.0;
    QTest::newRow("thousands refused") << "en_US"
                                       << "1,000" << none;
    QTest::newRow("words") << "en_US"
                           << "ten" << none;
    QTest::newRow("nothing") << "en_US"
                             << "" << none;
    QTest::newRow("infinite") << "en_US"
                              << "inf" << none;
    QTest::newRow("German comma") << "de_DE"
                                  << "0,3" << 0.3;
    QTest::newRow("German exponent") << "de_DE"
                                     << "1,41e-5" << 1.41e-5;
    QTest::newRow("point in a German desktop") << "de_DE"
                                               << "0.25" << 0.25;
    QTest::newRow("German thousands or thousandths") << "de_DE"
                                                     << "1.000" << none;
    QTest::newRow("both signs") << "de_DE"
                                << "1.000,5" << none;
}

void TestForm::readsNumbersAsPeopleWriteThem() {
    QFETCH(QString, locale);
    QFETCH(QString, text);
    QFETCH(double, value);
    const auto got = readNumber(text, QLocale(locale));
    QCOMPARE(got.ok(), !std::isnan(value));
    if (got) QCOMPARE(*got, value);
}

void TestForm::writesNumbersSoThatTheyReadBack() {
    for (const char* name : {"en_US", "de_DE", "fr_FR"}) {
        const QLocale locale{QString(name)};
        for (const double value : {1.41e-5, 0.2, 100000.0, 1e-9, 1.0 / 3, -6.5, 0.0}) {
            const auto back = readNumber(numberText(value, locale), locale);
            QVERIFY2(back.ok(), qPrintable(numberText(value, locale)));
            QCOMPARE(*back, value);
        }
    }
}

void TestForm::everyFieldHasALabelAHelpAndARow() {
    ConfigDraft draft;
    TrainForm form(draft);
    for (int i = 0; i < int(draft.fields().size()); ++i) {
        const FieldSpec& spec = draft.fields()[std::size_t(i)].spec;
        QVERIFY2(!spec.label.empty() && !spec.help.empty(), std::string(spec.key).c_str());
        QVERIFY2(form.row(i) != nullptr, std::string(spec.key).c_str());
    }
}

void TestForm::saysWhatIsWrongAsOneTypes() {
    ConfigDraft draft;
    draft.load(preset());
    TrainForm form(draft);
    const int field = draft.indexOf("klCoef");
    type(lineOf(form, draft, "klCoef"), "3e");
    QCOMPARE(draft.problem(field), QString("Is not a number."));
    QVERIFY2(draft.config().ppo.klCoef == 0.2 || draft.config().ppo.klCoef == 3, "the last good value stays");
    type(lineOf(form, draft, "klCoef"), "2000");
    QCOMPARE(draft.problem(field), QString("Must lie between 0 and 1000."));
    QVERIFY(form.row(field)->findChild<NumberField*>()->property("error").toBool());
    type(lineOf(form, draft, "klCoef"), "0.15");
    QCOMPARE(draft.problem(field), QString());
    QCOMPARE(draft.config().ppo.klCoef, 0.15);
    type(lineOf(form, draft, "updates"), "12.5");
    QCOMPARE(draft.problem(draft.indexOf("updates")), QString("Must be a whole number."));
    QCOMPARE(draft.problems(), std::vector<int>{draft.indexOf("updates")});
}

void TestForm::saysWhatDoesNotFitTogether() {
    ConfigDraft draft;
    draft.load(preset());
    TrainForm form(draft);
    type(lineOf(form, draft, "batchSize"), "64");
    type(lineOf(form, draft, "minibatchSize"), "24");
    QVERIFY(draft.problem(draft.indexOf("minibatchSize")).startsWith("Must divide the batch size 64."));
    type(lineOf(form, draft, "minibatchSize"), "16");
    QVERIFY(draft.problems().empty());
}

void TestForm::takesGermanNumbers() {
    QLocale::setDefault(QLocale(QStringLiteral("de_DE")));
    ConfigDraft draft;
    draft.load(preset());
    TrainForm form(draft);
    QCOMPARE(lineOf(form, draft, "learningRate")->text(), QString("1,41e-5"));
    type(lineOf(form, draft, "learningRate"), "3,5e-6");
    QCOMPARE(draft.config().ppo.learningRate, 3.5e-6);
    QVERIFY(draft.problems().empty());
    type(lineOf(form, draft, "klHorizon"), "1.000");
    QVERIFY(draft.problem(draft.indexOf("klHorizon")).contains("1000"));
}

void TestForm::theDotTakesThePresetsValueBack() {
    ConfigDraft draft;
    draft.load(preset());
    TrainForm form(draft);
    const int field = draft.indexOf("seed");
    type(lineOf(form, draft, "seed"), "41");
    QCOMPARE(draft.changes(), 1);
    QAbstractButton* dot = nullptr;
    for (auto* button : form.row(field)->findChildren<QAbstractButton*>()) {
        if (button->accessibleName().contains("Seed")) dot = button;
    }
    QVERIFY(dot != nullptr);
    QTest::mouseClick(dot, Qt::LeftButton);
    QCOMPARE(draft.changes(), 0);
    QCOMPARE(lineOf(form, draft, "seed")->text(), QString("0"));
}

void TestForm::searchFindsAnAdvancedField() {
    ConfigDraft draft;
    TrainForm form(draft);
    const FieldRow* advanced = form.row(draft.indexOf("valueClipRange"));
    QVERIFY(advanced->isHidden());
    QTest::keyClicks(form.findChild<QLineEdit*>(), "value clip");
    QVERIFY(!advanced->isHidden());
    QVERIFY(form.row(draft.indexOf("updates"))->isHidden());
}

void TestForm::theCommandMakesTheSameConfiguration() {
    ConfigDraft draft;
    draft.load(preset());
    QCOMPARE(draft.command().join(' '), QString("detox train --preset starter"));
    draft.enterText(draft.indexOf("updates"), "60");
    draft.enterText(draft.indexOf("model"), "my model's/x");
    draft.choose(draft.indexOf("earlyStop"), true);
    QCOMPARE(draft.command().join(' '),
             QString("detox train --preset starter --model 'my model'\\''s/x' --updates 60 --early-stop=true"));
}

}  // namespace detox
