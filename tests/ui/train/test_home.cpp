// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/train/test_home.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest>

#include "core/api/metric_names.h"
#include "tests/support/ui_test.h"
#include "tests/ui/train/training_fixture.h"
#include "ui/bridge/engine_host.h"
#include "ui/models/run_table_model.h"
#include "ui/pages/home_overview.h"
#include "ui/pages/home_page.h"
#include "ui/pages/home_running.h"
#include "ui/plots/run_sparks.h"
#include "ui/style/theme.h"

namespace detox {

using namespace ui;

namespace {

struct HomeFixture : TrainingFixture {
    HomeFixture() {
        page = std::make_unique<HomePage>(HomeParts{.engine = host,
                                                    .store = &store,
                                                    .storeProblem = {},
                                                    .dataFolder = QString::fromStdString(files.path().string()),
                                                    .training = &controller});
        page->resize(1400, 800);
        page->show();
        if (!QTest::qWaitForWindowExposed(page.get())) qFatal("no window");
    }

    EngineHost host{[this] { return Result<std::unique_ptr<Engine>>(std::make_unique<FakeEngine>(training)); }};
    std::unique_ptr<HomePage> page;
};

bool says(const QWidget& widget, const QString& text) {
    const auto labels = widget.findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) { return label->text() == text; });
}

QPushButton* button(const QWidget& in, const QString& text) {
    for (auto* candidate : in.findChildren<QPushButton*>()) {
        if (candidate->isVisible() && candidate->text() == text) return candidate;
    }
    return nullptr;
}

FakeRunStore::Run recordedRun(int updates) {
    FakeRunStore::Run run;
    run.details.summary.name = "pale-otter";
    run.details.summary.state = RunState::Finished;
    run.details.summary.updates = run.details.summary.totalUpdates = updates;
    for (int update = 1; update <= updates; ++update) {
        for (const auto& [name, value] : madeUpReport(update, updates).metrics)
            run.metrics[name].push_back({update, value});
    }
    return run;
}

int pixelsOf(const QImage& image, const QColor& color) {
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) count += image.pixelColor(x, y) == color ? 1 : 0;
    }
    return count;
}

}  // namespace

void TestHome::init() {
    failOnAnyWarning();
}

void TestHome::showsTheRunThatTrains() {
    HomeFixture fixture;
    fixture.store.add(recordedRun(10));
    fixture.page->refresh();
    RunningCard& card = *fixture.page->overview().running();
    QSignalSpy opened(fixture.page.get(), &HomePage::openRunRequested);
    QVERIFY(!card.isVisible());
    fixture.controller.start(fixture.config(8), "starter");
    QVERIFY(card.isVisible());
    fixture.training.allow(3);
    QTRY_VERIFY(says(card, "3 / 8"));
    QVERIFY(says(card, "940 tok/s"));
    QTest::mouseClick(button(card, "Open"), Qt::LeftButton);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened[0][0].toLongLong(), fixture.controller.runId());
    QTest::mouseClick(button(card, "Pause"), Qt::LeftButton);
    QTRY_COMPARE(fixture.controller.state(), TrainerState::Paused);
    QTest::mouseClick(button(card, "Resume"), Qt::LeftButton);
    fixture.training.allow(8);
    QTRY_COMPARE(fixture.controller.state(), TrainerState::Finished);
    QVERIFY(!card.isVisible());
}

void TestHome::readsSparklinesAfterTheTableIsShown() {
    HomeFixture fixture;
    fixture.store.add(recordedRun(300));
    fixture.page->refresh();
    QTableView& table = fixture.page->overview().table();
    const QColor ink = theme().seriesPen(2).color();
    const auto cell = [&] {
        const QRect rect = table.visualRect(table.model()->index(0, RunTableModel::Curve));
        return table.viewport()->grab(rect).toImage();
    };
    QTRY_VERIFY(pixelsOf(cell(), ink) > 10);
    theme().setMode(ThemeMode::Dark);
    const QColor darkInk = theme().seriesPen(2).color();
    QVERIFY(pixelsOf(cell(), darkInk) > 10);
    theme().setMode(ThemeMode::Light);
}

void TestHome::readsARunAgainWhenItHasMoved() {
    FakeRunStore store;
    const std::int64_t id = store.add(recordedRun(300));
    RunSparks sparks(&store);
    QSignalSpy loaded(&sparks, &RunSparks::loaded);
    const auto reward = [&](int updates) { return sparks.curve(RunSparks::Curve::Reward, id, updates); };
    QVERIFY(reward(300).empty());
    QTRY_COMPARE(loaded.count(), 1);
    QVERIFY(reward(300).size() > 20 && reward(300).size() < 80);
    QCOMPARE(sparks.readAt(id), 300);
    store.change(id, [](FakeRunStore::Run& run) { run.metrics[metric::kRewardMean].push_back({301, 100}); });
    const double before = reward(300).back();
    QVERIFY(!reward(301).empty());
    QTRY_COMPARE(loaded.count(), 2);
    QVERIFY(reward(301).back() > before);
    QTest::qWait(50);  // for a reading that must not come
    QCOMPARE(loaded.count(), 2);
}

}  // namespace detox
