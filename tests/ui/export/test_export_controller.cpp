// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/export/test_export_controller.h"

#include <atomic>

#include <QtTest>

#include "tests/support/ui_test.h"
#include "tests/ui/export/export_fixture.h"

namespace detox {
namespace {

using namespace ui;

ExportOrder order(const ExportFixture& fixture, const char* model) {
    return {.model = model, .output = fixture.files / "new", .config = {}};
}

}  // namespace

void TestExportController::init() {
    failOnAnyWarning();
}

void TestExportController::wakesOnceForManySteps() {
    ExportFixture fixture;
    std::atomic<int> wakes = 0;
    ExportJob job({.engine = fixture.parts().engine, .store = &fixture.store, .wake = [&] { ++wakes; }},
                  order(fixture, "run:1@60"));
    fixture.exporting.allow(FakeExport::kSteps);
    job.run({});
    QCOMPARE(wakes.load(), 1);
    const ExportNews news = job.take();
    QCOMPARE(news.phase->done, FakeExport::kSteps);
    QVERIFY(news.outcome && news.outcome->ok());
    QVERIFY(!job.take().outcome);
}

void TestExportController::tellsTheEngineWhereTheModelComesFrom() {
    ExportFixture fixture;
    fixture.exporting.allow(FakeExport::kSteps);
    ExportController controller(fixture.parts().engine, fixture.store);
    const auto nextSetup = [&] {
        controller.start(order(fixture, "run:1@40"));
        if (!QTest::qWaitFor([&] { return !controller.active(); }, 20'000)) qFatal("the export never ended");
        return fixture.exporting.setups().back();
    };
    const ExportSetup setup = nextSetup();
    QCOMPARE(setup.model, fixture.files / "checkpoints" / "40");
    QCOMPARE(setup.output, fixture.files / "new");
    QCOMPARE(setup.origin->update, 40);
    QCOMPARE(setup.origin->baseFolder, fixture.files / "models" / "tiny");
    std::filesystem::remove_all(fixture.files / "models");
    QCOMPARE(nextSetup().origin->baseFolder, std::filesystem::path());
    QCOMPARE(controller.state(), ExportState::Done);
}

void TestExportController::aCheckpointThatIsGoneIsAFailure() {
    ExportFixture fixture;
    ExportController controller(fixture.parts().engine, fixture.store);
    controller.start(order(fixture, "run:1@50"));
    QTRY_COMPARE(controller.state(), ExportState::Failed);
    QVERIFY2(controller.problem().contains("50"), qPrintable(controller.problem()));
    QVERIFY(fixture.exporting.setups().empty());
}

void TestExportController::stopReachesTheEngineAtOnce() {
    ExportFixture fixture;
    ExportController controller(fixture.parts().engine, fixture.store);
    controller.start(order(fixture, "run:1"));
    QTRY_COMPARE(fixture.exporting.setups().size(), std::size_t(1));
    controller.stop();
    QCOMPARE(controller.state(), ExportState::Stopping);
    QTRY_COMPARE(controller.state(), ExportState::Stopped);
    QVERIFY(controller.problem().isEmpty());
}

void TestExportController::destroyingItStopsAndJoins() {
    ExportFixture fixture;
    {
        ExportController controller(fixture.parts().engine, fixture.store);
        controller.start(order(fixture, "run:1"));
        QTRY_COMPARE(fixture.exporting.setups().size(), std::size_t(1));
    }
    QCOMPARE(fixture.exporting.ended(), 1);
}

}  // namespace detox
