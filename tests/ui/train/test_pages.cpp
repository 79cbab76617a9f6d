// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/train/test_pages.h"

#include <fstream>

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest>

#include "tests/support/ui_test.h"
#include "tests/ui/train/payloads.h"
#include "tests/ui/train/training_fixture.h"
#include "ui/bridge/run_folders.h"
#include "ui/pages/runs_details.h"
#include "ui/pages/runs_page.h"
#include "ui/pages/train_checkpoint_card.h"
#include "ui/pages/train_live.h"
#include "ui/pages/train_page.h"
#include "ui/pages/train_setup.h"
#include "ui/pages/train_tables.h"
#include "ui/plots/chart_board.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/side_drawer.h"

namespace detox {

using namespace ui;

namespace {

/// The Train page over fakes, with one preset whose files exist.
struct PageFixture : TrainingFixture {
    PageFixture() {
        std::filesystem::create_directories(files / "presets");
        OrderedJson preset = toJson(config(8));
        preset["name"] = "Short";
        writeText(files / "presets" / "short.json", preset.dump());
        page = std::make_unique<TrainPage>(TrainParts{.controller = controller,
                                                      .store = store,
                                                      .previewer = {},
                                                      .presetFolder = files / "presets",
                                                      .dataFolder = files.path()});
        page->resize(1240, 740);
        page->show();
        if (!QTest::qWaitForWindowExposed(page.get())) qFatal("no window");
    }

    std::unique_ptr<TrainPage> page;
};

/// The visible button whose text is `text`.
QPushButton* button(const QWidget& in, const QString& text) {
    for (auto* candidate : in.findChildren<QPushButton*>()) {
        if (candidate->isVisible() && candidate->text() == text) return candidate;
    }
    return nullptr;
}

void click(const QWidget& in, const char* text) {
    QPushButton* found = button(in, text);
    QVERIFY2(found != nullptr, text);
    QVERIFY2(found->isEnabled(), text);
    QTest::mouseClick(found, Qt::LeftButton);
}

}  // namespace

void TestPages::init() {
    failOnAnyWarning();
}

void TestPages::trainsFromTheFormToCompare() {
    PageFixture fixture;
    auto& page = *fixture.page;
    auto& controller = fixture.controller;
    QSignalSpy compare(&page, &TrainPage::compareRequested);
    click(page, "Start training");
    QCOMPARE(controller.state(), TrainerState::Starting);
    fixture.training.allow(3);
    QTRY_COMPARE(page.live().board().curves().lastUpdate(), 3);
    QTRY_COMPARE(page.live().tables().samples().rowCount(), 12);
    click(page, "Pause");
    QCOMPARE(controller.state(), TrainerState::Pausing);
    QTRY_COMPARE(controller.state(), TrainerState::Paused);
    click(page, "Resume");
    fixture.training.allow(5);
    QTRY_COMPARE(controller.update(), 5);
    QTRY_COMPARE(controller.state(), TrainerState::Training);
    click(page, "Checkpoint now");
    QVERIFY(controller.checkpointPending());
    fixture.training.allow(6);
    QTRY_VERIFY(!controller.checkpointPending());
    click(page, "Stop");
    QCOMPARE(controller.state(), TrainerState::Stopping);
    QTRY_COMPARE(controller.state(), TrainerState::Stopped);
    QTRY_VERIFY(button(page.banner(), "Compare") != nullptr);
    click(page.banner(), "Compare");
    QCOMPARE(compare.count(), 1);
    QCOMPARE(compare[0][0].toString(), QString::fromStdString((fixture.files / "model").string()));
    QVERIFY(compare[0][1].toString().startsWith("run:1@"));
    click(page.banner(), "Resume");
    fixture.training.allow(8);
    QTRY_COMPARE(controller.state(), TrainerState::Finished);
    QCOMPARE(page.live().board().curves().lastUpdate(), 8);
}

void TestPages::startIsDisabledWithTheReason() {
    PageFixture fixture;
    auto& page = *fixture.page;
    auto& draft = page.setup().draft();
    QVERIFY(button(page, "Start training")->isEnabled());
    draft.enterText(draft.indexOf("minibatchSize"), "5");
    QVERIFY(!button(page, "Start training")->isEnabled());
    QVERIFY(button(page, "Start training")->toolTip().contains("1 field needs attention"));
    QVERIFY(button(page, "1 field needs attention") != nullptr);
    draft.reset(draft.indexOf("minibatchSize"));
    QVERIFY(button(page, "Start training")->isEnabled());
    fixture.controller.start(fixture.config(5), {});
    QVERIFY(!button(page, "Start training")->isEnabled());
    QVERIFY(button(page, "Start training")->toolTip().contains("training"));
}

void TestPages::aFailedRunSaysSoInPlace() {
    PageFixture fixture;
    fixture.training.failWith("The disk of the data folder is full.");
    fixture.training.allow(8);
    click(*fixture.page, "Start training");
    QTRY_COMPARE(fixture.controller.state(), TrainerState::Failed);
    QVERIFY(fixture.page->banner().isVisible());
    QVERIFY(fixture.page->banner().accessibleDescription().contains("The disk of the data folder is full."));
    QTRY_VERIFY(button(fixture.page->banner(), "Resume") != nullptr);
}

void TestPages::showsARecordedRunWithHostileText() {
    PageFixture fixture;
    FakeRunStore::Run run;
    run.details.config = fixture.config(4);
    run.details.summary.totalUpdates = 4;
    run.details.summary.state = RunState::Stopped;
    run.details.summary.name = run.details.summary.preset = "<img src=file:///etc/passwd>";
    for (const auto& payload : hostilePayloads()) {
        RolloutSample sample;
        sample.prompt = sample.response = payload;
        run.samples.push_back(sample);
        run.journal.push_back(
            {.unixMillis = 0, .update = 1, .kind = EventKind::Alarm, .text = payload, .remedy = payload});
    }
    auto& page = *fixture.page;
    QElapsedTimer clock;
    clock.start();
    page.showRun(fixture.store.add(run));
    QVERIFY(page.grab().size() == page.size() * page.devicePixelRatio());
    page.live().tables().setBlurred(false);
    page.live().tables().showJournal(1);
    page.grab();
    QCOMPARE(page.live().tables().samples().rowCount(), int(hostilePayloads().size()));
    for (auto* label : page.findChildren<QLabel*>()) QCOMPARE(label->textFormat(), Qt::PlainText);
    QVERIFY2(clock.elapsed() < 20'000, "the window hangs on hostile text");
}

void TestPages::runsPageOffersToResumeWhatWasInterrupted() {
    TrainingFixture fixture;
    FakeRunStore::Run run;
    run.details.summary.name = "slow-tide";
    run.details.summary.state = RunState::Interrupted;
    const auto id = fixture.store.add(run);
    RunsPage page(fixture.store, fixture.controller);
    page.resize(1300, 700);
    page.show();
    QSignalSpy resume(&page, &RunsPage::resumeRequested);
    QVERIFY(page.banner().isVisible());
    QVERIFY(page.banner().accessibleName().startsWith("slow-tide"));
    QTest::mouseClick(page.banner().findChild<QPushButton*>(), Qt::LeftButton);
    QCOMPARE(resume.count(), 1);
    QCOMPARE(resume[0][0].toLongLong(), id);
}

void TestPages::runsPageRenamesAndDeletes() {
    TrainingFixture fixture;
    for (const char* name : {"first", "second"}) {
        FakeRunStore::Run run;
        run.details.summary.name = name;
        run.details.summary.state = RunState::Finished;
        fixture.store.add(run);
    }
    RunsPage page(fixture.store, fixture.controller);
    page.resize(1300, 700);
    page.show();
    auto& table = page.table();
    QCOMPARE(table.model()->rowCount(), 2);
    table.selectRow(0);
    const std::int64_t id = table.model()->index(0, 0).data(kRunIdRole).toLongLong();
    QVERIFY(table.model()->setData(table.model()->index(0, RunTableModel::Name), "renamed"));
    QCOMPARE(fixture.store.copyOf(id).details.summary.name, std::string("renamed"));
    QSignalSpy opened(&page, &RunsPage::openRequested);
    click(page, "Open");
    QCOMPARE(opened[0][0].toLongLong(), id);
    click(page, "Delete…");
    QVERIFY(page.banner().isVisible());
    QCOMPARE(fixture.store.runs()->size(), std::size_t(2));
    for (auto* candidate : page.banner().findChildren<QPushButton*>()) {
        if (candidate->text().startsWith("Delete, frees")) QTest::mouseClick(candidate, Qt::LeftButton);
    }
    QCOMPARE(fixture.store.runs()->size(), std::size_t(1));
    QCOMPARE(table.model()->rowCount(), 1);
    QVERIFY(!page.banner().isVisible());
}

void TestPages::runsPageExportsOnlyWhatHasACheckpoint() {
    TrainingFixture fixture;
    const auto bare = fixture.store.add({});
    FakeRunStore::Run run;
    run.checkpoints.push_back({.update = 20, .folder = {}});
    const auto kept = fixture.store.add(run);
    RunsPage page(fixture.store, fixture.controller);
    page.resize(1300, 700);
    page.show();
    page.setInFront(true);
    const auto actions = page.menuActions();
    QAction& action = **std::find_if(actions.begin(), actions.end(),
                                     [](const QAction* candidate) { return candidate->text() == "Export model…"; });
    QVERIFY(!action.isEnabled());
    const auto select = [&](std::int64_t id) {
        const auto* model = page.table().model();
        page.table().selectRow(model->match(model->index(0, 0), kRunIdRole, QVariant::fromValue(id)).first().row());
    };
    select(bare);
    QVERIFY(!button(page, "Export…")->isEnabled());
    QVERIFY(button(page, "Export…")->toolTip().contains("This run has no checkpoint yet."));
    QVERIFY(!action.isEnabled());
    QVERIFY(action.toolTip().contains("This run has no checkpoint yet."));
    select(kept);
    QSignalSpy wanted(&page, &RunsPage::exportRequested);
    click(page, "Export…");
    QCOMPARE(wanted[0][0].toLongLong(), kept);
    QVERIFY(action.isEnabled());
    action.trigger();
    QCOMPARE(wanted.count(), 2);
    page.setInFront(false);
    QVERIFY(!action.isEnabled());
}

void TestPages::missingFilesAreNamedAsTheyWereWritten() {
    const TemporaryFolder empty;
    qputenv("DETOX_RESOURCES", empty.path().c_str());
    const auto problem = [](const char* path) {
        return QString::fromStdString(existingShipped(path, "The prompt set").error().message());
    };
    QVERIFY(problem("starter/prompts/train.jsonl").startsWith("The prompt set 'starter/prompts/train.jsonl' belongs"));
    QVERIFY(problem("mine/train.jsonl").startsWith("The prompt set 'mine/train.jsonl' does not exist."));
    qunsetenv("DETOX_RESOURCES");
}

void TestPages::runsPageTakesDetailsIntoADrawer() {
    TrainingFixture fixture;
    FakeRunStore::Run run;
    run.details.summary.name = "pale-otter";
    fixture.store.add(run);
    RunsPage page(fixture.store, fixture.controller);
    page.resize(1300, 700);
    page.show();
    page.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&page));
    page.setInFront(true);
    for (QAction* action : page.menuActions()) page.addAction(action);
    page.table().selectRow(0);
    const auto* details = page.findChild<RunsDetails*>();
    QVERIFY(details->isVisible());
    QVERIFY(!page.drawer().isDrawer());
    const int beside = page.table().width();
    page.resize(1170, 700);
    QVERIFY(!details->isVisible());
    QTRY_VERIFY(page.table().width() > beside);
    QTest::keyClick(&page, Qt::Key_F4);
    QVERIFY(details->isVisible());
    QCOMPARE(details->geometry().right(), page.drawer().width() - 1);
    QCOMPARE(details->height(), page.drawer().height());
    page.resize(1150, 640);
    QCOMPARE(details->geometry().right(), page.drawer().width() - 1);
    QCOMPARE(details->height(), page.drawer().height());
    page.table().setFocus();
    QTest::keyClick(&page.table(), Qt::Key_Escape);
    QVERIFY(!details->isVisible());
    click(page, "Details");
    QVERIFY(details->isVisible());
    page.resize(1300, 700);
    QVERIFY(details->isVisible());
    QTRY_COMPARE(page.table().width(), beside);
}

void TestPages::runsPageIsEmptyInWords() {
    TrainingFixture fixture;
    RunsPage page(fixture.store, fixture.controller);
    page.show();
    QSignalSpy wanted(&page, &RunsPage::newRunRequested);
    QStringList words;
    for (auto* label : page.findChildren<QLabel*>()) {
        if (label->isVisible()) words << label->text();
    }
    QVERIFY(words.contains("A run keeps its settings, curves, samples and checkpoints."));
    click(page, "New run");
    QCOMPARE(wanted.count(), 1);
}

void TestPages::showsWhatTheModelWroteBeforeTraining() {
    TemporaryFolder folder;
    TrainLive live(folder.path());
    live.begin({});
    ProbeReport probe;
    probe.samples = {{.index = 0, .prompt = "a", .response = "b", .toxicity = 0.25, .responseTokens = 3}};
    live.add(probe);
    SampleTableModel& samples = live.tables().samples();
    QCOMPARE(samples.rowCount(), 1);
    const auto shown = [&](int column) { return samples.index(0, column).data().toString(); };
    QCOMPARE(shown(SampleTableModel::Response), QString("b"));
    QCOMPARE(shown(SampleTableModel::Reward), QString(QChar(0x2013)));
    QVERIFY(samples.index(0, SampleTableModel::Reward).data(kValueRole).toDouble() < -1e300);
    UpdateReport first;
    first.update = 1;
    first.samples = {{.update = 1, .prompt = "c", .response = "d"}};
    live.add(first);
    QCOMPARE(samples.rowCount(), 2);
    QCOMPARE(samples.sample(0).update, 1);
    probe.update = 10;
    live.add(probe);
    QCOMPARE(samples.rowCount(), 2);
}

}  // namespace detox
