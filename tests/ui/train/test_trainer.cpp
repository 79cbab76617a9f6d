// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/train/test_trainer.h"

#include <thread>

#include <QSignalSpy>
#include <QtTest>

#include "tests/support/ui_test.h"
#include "tests/ui/train/training_fixture.h"
#include "ui/bridge/training_inbox.h"

namespace detox {

using namespace ui;

void TestTrainer::init() {
    failOnAnyWarning();
}

void TestTrainer::wakesOnceForManyReports() {
    std::atomic<int> wakes = 0;
    TrainingInbox inbox([&] { ++wakes; });
    const auto report = std::make_shared<const UpdateReport>();
    for (int i = 0; i < 100; ++i) inbox.onUpdate(report);
    QCOMPARE(wakes.load(), 1);
    QCOMPARE(inbox.take().updates.size(), std::size_t(100));
    QVERIFY(inbox.take().empty());
    inbox.onUpdate(report);
    QCOMPARE(wakes.load(), 2);
}

void TestTrainer::neverDropsEventsHoweverManyUpdatesCome() {
    TrainingInbox inbox([] {});
    std::thread trainer([&] {
        for (int i = 1; i <= 100'000; ++i) {
            auto report = std::make_shared<UpdateReport>();
            report->update = i;
            inbox.onUpdate(report);
            if (i % 1000 != 0) continue;
            TrainingEvent event;
            event.kind = EventKind::Checkpoint;
            event.update = i;
            inbox.onEvent(event);
        }
        inbox.onEnd(internalError("broken"));
    });
    trainer.join();
    const TrainingNews news = inbox.take();
    QVERIFY(news.updates.size() <= TrainingInbox::kMaxPending);
    QCOMPARE(news.updates.back()->update, 100'000);
    QVERIFY(std::is_sorted(news.updates.begin(), news.updates.end(),
                           [](const auto& a, const auto& b) { return a->update < b->update; }));
    QCOMPARE(news.events.size(), std::size_t(100));
    QVERIFY(news.outcome && !news.outcome->ok());
}

void TestTrainer::trainsPausesResumesAndStops() {
    TrainingFixture fixture;
    auto& controller = fixture.controller;
    QSignalSpy updates(&controller, &TrainingController::updateArrived);
    controller.start(fixture.config(10), "starter");
    QCOMPARE(controller.state(), TrainerState::Starting);
    fixture.training.allow(3);
    QTRY_COMPARE(updates.count(), 3);
    QCOMPARE(controller.state(), TrainerState::Training);
    controller.pause();
    QTRY_COMPARE(controller.state(), TrainerState::Paused);
    QCOMPARE(fixture.summary().state, RunState::Paused);
    fixture.training.allow(5);
    controller.resume();
    QTRY_COMPARE(updates.count(), 5);
    QTRY_COMPARE(controller.state(), TrainerState::Training);
    controller.stop();
    QTRY_COMPARE(controller.state(), TrainerState::Stopped);
    QCOMPARE(fixture.summary().state, RunState::Stopped);
    QCOMPARE(fixture.store.copyOf(1).checkpoints.back().update, 5);
}

void TestTrainer::answersAButtonBeforeTheTrainerDoes() {
    TrainingFixture fixture;
    auto& controller = fixture.controller;
    controller.start(fixture.config(10), "starter");
    controller.pause();
    QCOMPARE(controller.state(), TrainerState::Pausing);
    QTRY_COMPARE(controller.state(), TrainerState::Paused);
    controller.resume();
    QCOMPARE(controller.state(), TrainerState::Resuming);
    controller.stop();
    QCOMPARE(controller.state(), TrainerState::Stopping);
    QTRY_COMPARE(controller.state(), TrainerState::Stopped);
}

void TestTrainer::stopsWhilePaused() {
    TrainingFixture fixture;
    fixture.controller.start(fixture.config(10), "starter");
    fixture.controller.pause();
    QTRY_COMPARE(fixture.controller.state(), TrainerState::Paused);
    fixture.controller.stop();
    QTRY_COMPARE(fixture.controller.state(), TrainerState::Stopped);
}

void TestTrainer::resumesFromTheNewestCheckpoint() {
    TrainingFixture fixture;
    auto& controller = fixture.controller;
    controller.start(fixture.config(6), "starter");
    fixture.training.allow(4);
    QTRY_COMPARE(controller.update(), 4);
    controller.stop();
    QTRY_COMPARE(controller.state(), TrainerState::Stopped);
    QSignalSpy updates(&controller, &TrainingController::updateArrived);
    fixture.training.allow(6);
    controller.resumeRun(1);
    QTRY_COMPARE(controller.state(), TrainerState::Finished);
    QCOMPARE(updates.count(), 2);
    QCOMPARE(updates[0][0].value<std::shared_ptr<const UpdateReport>>()->update, 5);
    QCOMPARE(fixture.store.copyOf(1).metrics.begin()->second.size(), std::size_t(6));
    QCOMPARE(fixture.summary().state, RunState::Finished);
}

void TestTrainer::tellsWhyItFailed() {
    TrainingFixture fixture;
    fixture.training.failWith("The disk <b>is</b> full.");
    fixture.training.allow(9);
    fixture.controller.start(fixture.config(9), "starter");
    QTRY_COMPARE(fixture.controller.state(), TrainerState::Failed);
    QCOMPARE(fixture.controller.error(), QString("The disk <b>is</b> full."));
    QCOMPARE(fixture.summary().state, RunState::Failed);
    QCOMPARE(fixture.summary().message, std::string("The disk <b>is</b> full."));
}

void TestTrainer::tellsWhyItCannotStart() {
    TrainingFixture fixture;
    RunConfig config = fixture.config(3);
    config.models.model = "/nonexistent/model";
    fixture.controller.start(config, {});
    QTRY_COMPARE(fixture.controller.state(), TrainerState::Failed);
    QVERIFY(fixture.controller.error().contains("/nonexistent/model"));
    QVERIFY2(fixture.store.runs()->empty(), "nothing is recorded of a run that never began");
}

void TestTrainer::endsWithACheckpointWhenItIsDestroyed() {
    TrainingFixture fixture;
    fixture.controller.start(fixture.config(50), "starter");
    fixture.training.allow(7);
    QTRY_COMPARE(fixture.controller.update(), 7);
    fixture.controller.shutdown();
    QCOMPARE(fixture.controller.state(), TrainerState::Stopped);
    QCOMPARE(fixture.store.copyOf(1).checkpoints.back().update, 7);
}

}  // namespace detox
