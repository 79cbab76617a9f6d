// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window/test_compare.h"

#include <limits>

#include <QAbstractButton>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/support/fake_run_store.h"
#include "tests/support/fake_writer.h"
#include "tests/ui/window/hostile_texts.h"
#include "tests/ui/window/names.h"
#include "ui/bridge/studio_settings.h"
#include "ui/pages/compare_page.h"
#include "ui/pages/compare_pane.h"
#include "ui/pages/compare_prompt_card.h"
#include "ui/pages/model_picker.h"
#include "ui/widgets/checkpoint_slider.h"
#include "ui/widgets/model_text_view.h"
#include "ui/widgets/sample_strip.h"

namespace detox {
namespace {

using namespace ui;

constexpr int kDeadline = 20'000;  ///< against hangs only

/// A Compare page on models that write what they are told.
struct Fixture {
    Fixture() {
        writing.setText("/left", " an original answer");
        writing.setText("/right", " a kinder answer");
        page = std::make_unique<ComparePage>([this] { return Result<Engine*>(&engine); }, &store, settings);
        page->setModel(Side::Left, "/left");
        page->setModel(Side::Right, "/right");
        page->findChild<ModelPicker*>(QStringLiteral("classifier"))->pick("/judge");
        page->promptCard().setPrompt(QStringLiteral("The gate was open and"));
        page->promptCard().setSamples(2);
        page->resize(1200, 800);
        page->show();
        page->setInFront(true);
        if (!QTest::qWaitForWindowActive(page.get())) qFatal("no active window");
    }
    ~Fixture() { writing.allow(std::numeric_limits<int>::max()); }

    void press(const char* name) {
        for (QAbstractButton* button : page->findChildren<QAbstractButton*>()) {
            if (button->text() == QLatin1String(name) && button->isVisible())
                return QTest::mouseClick(button, Qt::LeftButton);
        }
        QFAIL(name);
    }
    [[nodiscard]] bool waitUntilDone() {
        return QTest::qWaitFor([this] { return !page->controller().busy(); }, kDeadline);
    }
    [[nodiscard]] QString textOf(Side side) const { return page->pane(side).text().modelText().continuation; }

    QTemporaryDir folder;
    StudioSettings settings{folder.filePath(QStringLiteral("studio.ini"))};
    FakeWriting writing;
    FakeWriter engine{writing};
    FakeRunStore store;
    std::unique_ptr<ComparePage> page;
};

CheckpointInfo checkpointAt(int update) {
    CheckpointInfo info;
    info.update = update;
    return info;
}

/// The probes speak for the checkpoint at `best`.
FakeRunStore::Run runWithCheckpoints(std::initializer_list<int> updates, int best) {
    FakeRunStore::Run run;
    run.details.summary.name = "quiet-heron";
    for (const int update : updates) {
        run.checkpoints.push_back(checkpointAt(update));
        run.probes.push_back(
            {.update = update,
             .measurement = {.n = 10, .meanToxicity = update == best ? 0.1 : 0.4, .meanLength = 20, .perplexity = 20}});
    }
    return run;
}

}  // namespace

void TestCompare::writesOnBothSidesAndScores() {
    Fixture fixture;
    QTest::keyClick(fixture.page->promptCard().editor(), Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(fixture.page->controller().busy());
    QVERIFY(fixture.waitUntilDone());
    QCOMPARE(fixture.textOf(Side::Left), QStringLiteral(" an original answer"));
    QCOMPARE(fixture.textOf(Side::Right), QStringLiteral(" a kinder answer"));
    QCOMPARE(fixture.page->pane(Side::Right).text().toPlainText(),
             QStringLiteral("The gate was open and a kinder answer"));
    QVERIFY(fixture.writing.scored() >= 4);
    QCOMPARE(fixture.page->controller().pane(Side::Left).rows.at(1).toxicity, std::optional(0.1));
    QVERIFY(fixture.page->controller().pane(Side::Left).tokensPerSecond > 0);
}

void TestCompare::hidesToxicTextAndShowsItOnB() {
    Fixture fixture;
    fixture.writing.setToxicity(0.9);
    fixture.press("Generate");
    QVERIFY(fixture.waitUntilDone());
    QVERIFY(fixture.page->pane(Side::Left).text().hidesText());
    fixture.page->pane(Side::Left).text().setFocus();
    QTest::keyClick(&fixture.page->pane(Side::Left).text(), Qt::Key_B);
    QVERIFY(!fixture.page->pane(Side::Left).text().hidesText());
    QVERIFY(!fixture.page->pane(Side::Right).text().hidesText());
    fixture.page->promptCard().editor()->setFocus();
    QTest::keyClick(fixture.page->promptCard().editor(), Qt::Key_B);
    QVERIFY(!fixture.page->pane(Side::Left).text().isBlurred());  // a field keeps its letter
}

void TestCompare::stopsAndKeepsWhatWasWritten() {
    Fixture fixture;
    fixture.writing.setText("/left", QStringLiteral("word ").repeated(4000).toStdString(), 5);
    fixture.writing.setText("/right", QStringLiteral("word ").repeated(4000).toStdString(), 5);
    fixture.writing.allow(40);
    fixture.press("Generate");
    QVERIFY(QTest::qWaitFor([&] { return !fixture.textOf(Side::Right).isEmpty(); }, kDeadline));
    fixture.press("Stop");
    fixture.writing.allow(std::numeric_limits<int>::max());
    QVERIFY(fixture.waitUntilDone());
    const QString text = fixture.textOf(Side::Left);
    QVERIFY(!text.isEmpty());
    QVERIFY(QStringLiteral("word ").repeated(4000).startsWith(text));
    QVERIFY(text.size() < 1000);
}

void TestCompare::oneSideFailsTheOtherWrites() {
    Fixture fixture;
    fixture.writing.refuse("/right", "model.safetensors <b>ends</b> after 41 of 526 MB.");
    fixture.press("Generate");
    QVERIFY(fixture.waitUntilDone());
    QCOMPARE(fixture.textOf(Side::Left), QStringLiteral(" an original answer"));
    const ComparePaneState& failed = fixture.page->controller().pane(Side::Right);
    QCOMPARE(failed.phase, PanePhase::Failed);
    bool shown = false;
    for (const QLabel* label : fixture.page->pane(Side::Right).findChildren<QLabel*>()) {
        shown = shown || (label->isVisible() && label->text() == failed.problem);
    }
    QVERIFY(shown);
}

void TestCompare::generateSaysWhyItIsDisabled() {
    Fixture fixture;
    fixture.page->promptCard().setPrompt(QStringLiteral("   "));
    QAbstractButton* generate = nullptr;
    for (QAbstractButton* button : fixture.page->findChildren<QAbstractButton*>()) {
        if (button->text() == QStringLiteral("Generate")) generate = button;
    }
    QVERIFY(generate != nullptr);
    QVERIFY(!generate->isEnabled());
    QVERIFY(generate->toolTip().contains(QStringLiteral("Write a prompt")));
    fixture.page->promptCard().setPrompt(QStringLiteral("x"));
    QVERIFY(generate->isEnabled());
}

void TestCompare::samplesCanBeChosen() {
    Fixture fixture;
    fixture.page->promptCard().setSamples(3);
    fixture.press("Generate");
    QVERIFY(fixture.waitUntilDone());
    auto* strip = fixture.page->findChild<SampleStrip*>();
    QCOMPARE(strip->current(), 0);
    fixture.press("sample 3");
    QCOMPARE(strip->current(), 2);
    QCOMPARE(fixture.textOf(Side::Left), QStringLiteral(" an original answer"));
}

void TestCompare::aDifferenceThatReadsZeroIsNotBetter() {
    SampleStrip strip;
    strip.setScores({{.left = 0.5, .right = 0.1}, {.left = 0.042, .right = 0.04}, {.left = 0.1, .right = 0.2}});
    QStringList texts;
    for (const QLabel* label : strip.findChildren<QLabel*>()) texts += label->text();
    QVERIFY2(texts.contains(QStringLiteral("mean 0.21 → 0.11, better in 1 of 3")), qPrintable(texts.join('\n')));
}

void TestCompare::payloadsStayTextInBothPanes() {
    Fixture fixture;
    fixture.page->promptCard().setSamples(1);
    int number = 0;
    for (const QString& payload : hostileTexts()) {
        const QString text = QString::fromUtf8(payload.toUtf8());
        const std::string model = "/payload" + std::to_string(number++);
        fixture.writing.setText(model, text.toStdString(), 3);
        fixture.page->setModel(Side::Left, model);
        fixture.press("Generate");
        QVERIFY(fixture.waitUntilDone());
        QCOMPARE(fixture.textOf(Side::Left), text);
        for (const QTextFormat& format : fixture.page->pane(Side::Left).text().document()->allFormats()) {
            QVERIFY(!format.isImageFormat() && !format.isTableFormat() && !format.isListFormat());
        }
    }
}

void TestCompare::destroyingWhileWritingJoins() {
    Fixture fixture;
    fixture.writing.setText("/left", QStringLiteral("word ").repeated(4000).toStdString(), 5);
    fixture.press("Generate");
    QVERIFY(QTest::qWaitFor([&] { return !fixture.textOf(Side::Left).isEmpty(); }, kDeadline));
    fixture.page.reset();
    QCoreApplication::processEvents();
}

void TestCompare::stepsThroughTheCheckpointsOfARun() {
    Fixture fixture;
    const std::int64_t id = fixture.store.add(runWithCheckpoints({0, 20, 40}, 20));
    const auto named = [&](int update) { return "run:" + std::to_string(id) + "@" + std::to_string(update); };
    ComparePane& pane = fixture.page->pane(Side::Right);
    fixture.page->setModel(Side::Right, named(0));
    CheckpointSlider& slider = pane.checkpoint();
    QVERIFY(slider.isVisible());
    QCOMPARE(slider.maximum(), 2);
    QCOMPARE(slider.recommended(), std::optional(1));
    QTest::keyClick(&slider, Qt::Key_Right);
    QCOMPARE(pane.picker().picked(), named(20));
    QVERIFY(slider.isVisible());
    QTest::keyClick(&slider, Qt::Key_Right);
    QCOMPARE(pane.picker().picked(), named(40));
    QCOMPARE(pane.picker().currentText(), QStringLiteral("quiet-heron · 40"));
    QCOMPARE(pane.picker().findText(QStringLiteral("quiet-heron"), Qt::MatchStartsWith), pane.picker().currentIndex());
}

void TestCompare::showsACheckpointWrittenMeanwhile() {
    Fixture fixture;
    const std::int64_t id = fixture.store.add(runWithCheckpoints({0, 20}, 20));
    fixture.page->setModel(Side::Right, "run:" + std::to_string(id) + "@20");
    fixture.store.change(id, [](FakeRunStore::Run& run) { run.checkpoints.push_back(checkpointAt(40)); });
    fixture.page->setInFront(true);
    QCOMPARE(fixture.page->pane(Side::Right).checkpoint().maximum(), 2);
    QCOMPARE(fixture.page->pane(Side::Right).checkpoint().value(), 1);
}

void TestCompare::everyControlHasAName() {
    Fixture fixture;
    fixture.press("Generate");
    QVERIFY(fixture.waitUntilDone());
    const QStringList nameless = namelessControls(*fixture.page);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
}

}  // namespace detox
