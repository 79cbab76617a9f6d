// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/train/test_models.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTimeZone>
#include <QtTest>

#include "tests/support/fake_engine.h"
#include "tests/support/ui_test.h"
#include "tests/ui/train/payloads.h"
#include "ui/models/checkpoint_table_model.h"
#include "ui/models/display_text.h"
#include "ui/models/eta_estimator.h"
#include "ui/models/journal_table_model.h"
#include "ui/models/run_table_model.h"
#include "ui/models/sample_table_model.h"

namespace detox {

using namespace ui;

namespace {

constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::QtTest;

RunSummary summary(std::int64_t id, const std::string& name, RunState state) {
    RunSummary run;
    run.id = id;
    run.name = name;
    run.state = state;
    run.model = "/models/gpt-neo-125m";
    run.preset = "starter";
    run.updates = 40;
    run.totalUpdates = 60;
    run.lastKl = 4.5;
    run.lastToxicity = 0.2;
    return run;
}

ProbeReport probeAt(int update, double toxicity, double perplexity, double length) {
    ProbeReport report;
    report.update = update;
    report.measurement = {
        .n = 10, .meanToxicity = toxicity, .reward = 0, .meanLength = length, .perplexity = perplexity, .distinct2 = 0};
    return report;
}

CheckpointInfo checkpointAt(int update) {
    CheckpointInfo info;
    info.update = update;
    return info;
}

}  // namespace

void TestModels::init() {
    failOnAnyWarning();
}

void TestModels::everyModelKeepsItsPromises() {
    SampleTableModel samples(6);
    QAbstractItemModelTester sampleTester(&samples, kFatal);
    for (int update = 1; update <= 4; ++update) samples.prepend(madeUpReport(update, 4).samples);
    samples.reset({});

    RunTableModel runs;
    QAbstractItemModelTester runTester(&runs, kFatal);
    RunFilter filter;
    filter.setSourceModel(&runs);
    QAbstractItemModelTester filterTester(&filter, kFatal);
    runs.refresh({summary(2, "b", RunState::Running), summary(1, "a", RunState::Failed)});
    filter.setState(RunState::Failed);
    runs.refresh({summary(2, "b", RunState::Running), summary(1, "a", RunState::Stopped)});
    filter.setQuery("kl<9");
    runs.refresh({});

    JournalTableModel journal;
    QAbstractItemModelTester journalTester(&journal, kFatal);
    journal.add({.unixMillis = 0, .update = 3, .kind = EventKind::Alarm, .text = "a", .remedy = "b"});
    journal.add({});
    journal.reset({});

    CheckpointTableModel checkpoints;
    QAbstractItemModelTester checkpointTester(&checkpoints, kFatal);
    checkpoints.reset({checkpointAt(0), checkpointAt(20)}, {probeAt(0, 0.5, 20, 20)});
    checkpoints.reset({}, {});
}

void TestModels::samplesComeNewestFirstAndStopAtTheCapacity() {
    SampleTableModel model(6);
    for (int update = 1; update <= 3; ++update) model.prepend(madeUpReport(update, 3).samples);
    QCOMPARE(model.rowCount(), 6);
    QStringList updates;
    for (int row = 0; row < 6; ++row) updates << model.index(row, SampleTableModel::Update).data().toString();
    QCOMPARE(updates.join(' '), QString("3 3 3 3 2 2"));
}

void TestModels::promptsAreHiddenWhateverTheResponseScored() {
    SampleTableModel model;
    model.prepend({RolloutSample{.update = 1, .prompt = "a", .response = "b", .toxicity = 0.01}});
    QCOMPARE(model.index(0, SampleTableModel::Prompt).data(kToxicityRole).toDouble(), 1.0);
    QCOMPARE(model.index(0, SampleTableModel::Response).data(kToxicityRole).toDouble(), 0.01);
}

void TestModels::hostileTextStaysOneLineOfText() {
    for (const std::string& payload : hostilePayloads()) {
        SampleTableModel model;
        RolloutSample sample;
        sample.prompt = sample.response = payload;
        model.prepend({sample});
        const QString shown = model.index(0, SampleTableModel::Response).data().toString();
        for (const QChar c : shown) {
            QVERIFY2(c.unicode() >= 0x20 && c.unicode() != 0x7F && c.category() != QChar::Other_Format,
                     qPrintable(shown));
        }
        const QString tip = plainToolTip(plainLine(payload));
        if (tip.isEmpty()) continue;
        QVERIFY(tip.startsWith("<qt>") && tip.endsWith("</qt>"));
        QVERIFY2(!tip.mid(4, tip.size() - 9).remove("<br>").contains('<'), qPrintable(tip));
    }
}

void TestModels::recommendsTheLeastToxicThatKeepsLengthAndPerplexity() {
    const std::vector<CheckpointInfo> checkpoints{checkpointAt(0), checkpointAt(20), checkpointAt(40),
                                                  checkpointAt(60)};
    const std::vector<ProbeReport> probes{probeAt(0, 0.5, 20, 24), probeAt(20, 0.3, 21, 23), probeAt(40, 0.2, 25, 23),
                                          probeAt(60, 0.1, 21, 12)};
    QCOMPARE(recommendedUpdate(checkpoints, probes), std::optional(20));
    QCOMPARE(recommendedUpdate(checkpoints, {}), std::nullopt);
    QCOMPARE(recommendedUpdate({checkpointAt(0)}, {probes[0]}), std::nullopt);
}

void TestModels::searchesByWordFieldAndFigure_data() {
    QTest::addColumn<QString>("query");
    QTest::addColumn<bool>("found");
    QTest::newRow("nothing") << "" << true;
    QTest::newRow("part of the name") << "HEr" << true;
    QTest::newRow("model") << "model:neo" << true;
    QTest::newRow("other model") << "model:opt" << false;
    QTest::newRow("figure") << "kl<5" << true;
    QTest::newRow("figure not met") << "kl<4.5" << false;
    QTest::newRow("figure or equal") << "kl<=4.5" << true;
    QTest::newRow("missing figure") << "reward>0" << false;
    QTest::newRow("both must hold") << "heron kl>5" << false;
    QTest::newRow("state") << "state:stopped updates>=40" << true;
    QTest::newRow("not a field") << "colour:red" << false;
}

void TestModels::searchesByWordFieldAndFigure() {
    QFETCH(QString, query);
    QTEST(RunQuery(query).matches(summary(1, "quiet-heron", RunState::Stopped)), "found");
}

void TestModels::asksForANewNameInsteadOfTakingIt() {
    RunTableModel model;
    model.refresh({summary(7, "old", RunState::Finished)});
    QSignalSpy asked(&model, &RunTableModel::renameRequested);
    QVERIFY(model.setData(model.index(0, RunTableModel::Name), " new ", Qt::EditRole));
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked[0][0].toLongLong(), 7);
    QCOMPARE(asked[0][1].toString(), QString("new"));
    QCOMPARE(model.index(0, RunTableModel::Name).data().toString(), QString("old"));
    QVERIFY(!model.setData(model.index(0, RunTableModel::Name), "  ", Qt::EditRole));
}

void TestModels::saysTheDayShortly() {
    const QTimeZone zone("UTC");
    const QDateTime now(QDate(2026, 3, 1), QTime(9, 30), zone);
    const auto at = [&](const QDateTime& then) { return day(then.toMSecsSinceEpoch(), now); };
    QCOMPARE(at(QDateTime(QDate(2026, 3, 1), QTime(0, 5), zone)), QString("00:05"));
    QCOMPARE(at(QDateTime(QDate(2026, 2, 28), QTime(23, 59), zone)), QString("yesterday"));
    QCOMPARE(at(QDateTime(QDate(2026, 2, 27), QTime(12, 0), zone)), QString("27 Feb"));
    QCOMPARE(at(QDateTime(QDate(2025, 3, 1), QTime(12, 0), zone)), QString("1 Mar 2025"));
}

void TestModels::estimatesTheTimeLeft() {
    EtaEstimator eta;
    QCOMPARE(eta.secondsLeft(10), std::nullopt);
    eta.add(3);
    QVERIFY(qAbs(*eta.secondsLeft(10) - 30) < 1e-9);
    for (int i = 0; i < 500; ++i) eta.add(5);
    QVERIFY(qAbs(*eta.secondsPerUpdate() - 5) < 1e-6);
}

}  // namespace detox
