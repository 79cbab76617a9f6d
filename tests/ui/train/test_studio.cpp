// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/train/test_studio.h"

#include <QApplication>
#include <QComboBox>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QWindow>
#include <QtTest>

#include "core/api/metric_names.h"
#include "tests/support/ui_test.h"
#include "tests/ui/train/training_fixture.h"
#include "ui/bridge/engine_host.h"
#include "ui/bridge/studio_settings.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/pages/runs_page.h"
#include "ui/pages/train_checkpoint_card.h"
#include "ui/pages/train_live.h"
#include "ui/pages/train_page.h"
#include "ui/pages/train_setup.h"
#include "ui/studio.h"
#include "ui/studio_training.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/jump_field.h"
#include "ui/widgets/status_line.h"

namespace detox {

using namespace ui;

namespace {

/// A window over fakes, with a run of eight updates filled in.
struct StudioFixture : TrainingFixture {
    StudioFixture() {
        host.start();
        studio = std::make_unique<Studio>(StudioParts{.engine = host,
                                                      .settings = settings,
                                                      .store = &store,
                                                      .storeProblem = {},
                                                      .dataFolder = QString::fromStdString(files.path().string()),
                                                      .previewer = {}});
        window().resize(1280, 800);
        window().show();
        window().activateWindow();
        if (!QTest::qWaitForWindowActive(&window())) qFatal("no active window");
        window().showPage(PageId::Train);
        const RunConfig wanted = config(8);
        ConfigDraft& draft = train().setup().draft();
        for (const auto& [key, value] : {std::pair<const char*, std::string>{"model", wanted.models.model},
                                         {"classifier", wanted.models.classifier},
                                         {"judge", wanted.models.judge},
                                         {"promptFile", wanted.prompts.promptFile},
                                         {"updates", "8"}})
            draft.enterText(draft.indexOf(key), QString::fromStdString(value));
    }

    [[nodiscard]] MainWindow& window() { return studio->window(); }
    [[nodiscard]] TrainPage& train() { return *window().findChild<TrainPage*>(); }

    /// A click as the window system sends it: an open list gets it first.
    void click(const QWidget& in, const QString& text) {
        for (const auto* button : in.findChildren<QPushButton*>()) {
            if (!button->isVisible() || button->text() != text) continue;
            const QPoint at = button->mapTo(&window(), button->rect().center());
            return QTest::mouseClick(window().windowHandle(), Qt::LeftButton, {}, at);
        }
        QFAIL(qPrintable(text));
    }

    QTemporaryDir folder;
    StudioSettings settings{folder.filePath(QStringLiteral("studio.ini"))};
    EngineHost host{[this] { return Result<std::unique_ptr<Engine>>(std::make_unique<FakeEngine>(training)); }};
    std::unique_ptr<Studio> studio;
};

}  // namespace

void TestStudio::init() {
    failOnAnyWarning();
}

void TestStudio::oneClickComparesAfterStop() {
    StudioFixture fixture;
    MainWindow& window = fixture.window();
    fixture.click(fixture.train(), "Start training");
    fixture.training.allow(3);
    QTRY_VERIFY(window.statusLine().findChild<QPushButton*>()->text() != "Ready");
    QTRY_COMPARE(fixture.store.copyOf(1).metrics[metric::kRewardMean].size(), std::size_t(3));
    fixture.click(fixture.train(), "Stop");
    QVERIFY2(fixture.train().isAncestorOf(QApplication::focusWidget()) || fixture.train().hasFocus(),
             "the page's keys must not become text of another field");
    QTRY_VERIFY(fixture.train().banner().isVisible());
    QTest::keyClick(window.windowHandle(), Qt::Key_B);
    QTest::qWait(50);  // for a key press that must not arrive
    QCOMPARE(window.jumpField().text(), QString());
    fixture.click(fixture.train().banner(), "Compare");
    QCOMPARE(window.currentPage(), PageId::Compare);
}

void TestStudio::namesTheRunInTheStatusBarFromTheStart() {
    StudioFixture fixture;
    fixture.click(fixture.train(), "Start training");
    auto* run = fixture.window().statusLine().findChild<QPushButton*>();
    QTRY_COMPARE(run->text(), QString::fromStdString(fixture.store.copyOf(1).details.summary.name));
    QVERIFY(!run->text().isEmpty());
}

void TestStudio::exportsTheSelectedRunByItsShortcut() {
    StudioFixture fixture;
    FakeRunStore::Run run;
    run.checkpoints.push_back({.update = 20, .folder = fixture.files / "model"});
    fixture.store.add(run);
    fixture.window().showPage(PageId::Runs);
    const auto press = [&] {
        QTest::keyClick(fixture.window().windowHandle(), Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    };
    press();
    QVERIFY(fixture.window().findChild<ExportDialog*>() == nullptr);
    fixture.window().findChild<RunsPage*>()->table().selectRow(0);
    press();
    auto* dialog = fixture.window().findChild<ExportDialog*>();
    QVERIFY(dialog != nullptr && dialog->isVisible() && dialog->isModal());
    dialog->reject();
    QTRY_VERIFY(fixture.window().findChild<ExportDialog*>() == nullptr);
}

void TestStudio::exportsTheChosenCheckpointFromTrain() {
    StudioFixture fixture;
    FakeRunStore::Run run;
    for (const int update : {20, 40}) run.checkpoints.push_back({.update = update, .folder = fixture.files / "model"});
    fixture.train().showRun(fixture.store.add(run));
    TrainCheckpointCard& card = fixture.train().live().checkpoints();
    fixture.window().resize(1500, 800);  // beside the charts, not in a tab
    QTRY_VERIFY(card.isVisible());
    card.findChild<QTableView*>()->selectRow(1);
    fixture.click(card, "Export…");
    auto* dialog = fixture.window().findChild<ExportDialog*>();
    QVERIFY(dialog != nullptr);
    QVERIFY(dialog->findChild<QComboBox*>()->currentText().startsWith("Update 20"));
}

}  // namespace detox
