// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_engine.h"

#include <cmath>

#include "core/api/metric_names.h"

namespace detox {
namespace {

class FakeSession final : public TrainingSession {
public:
    FakeSession(FakeTraining& training, PpoSetup setup) : m_training(training), m_setup(std::move(setup)) {}

    Result<TrainingOutcome> run(std::stop_token stop, TrainingObserver& observer) override {
        int done = m_setup.resumeFrom.empty() ? 0 : std::stoi(m_setup.resumeFrom.filename().string());
        const int total = m_setup.config.ppo.updates;
        checkpoint(done, observer);
        while (done < total) {
            const auto turn = m_training.waitFor(done + 1, stop);
            if (turn == FakeTraining::Turn::Stop) return end(TrainingEnd::Stopped, done, observer);
            if (turn == FakeTraining::Turn::Pause) {
                say(EventKind::Paused, done, observer);
                m_training.waitWhilePaused(stop);
                if (!stop.stop_requested()) say(EventKind::Resumed, done, observer);
                continue;
            }
            update(++done, observer);
            if (const auto failure = m_training.failure(); !failure.empty()) return internalError(failure);
            if (m_training.takeCheckpointRequest()) checkpoint(done, observer);
        }
        return end(TrainingEnd::Finished, done, observer);
    }
    void setPaused(bool paused) noexcept override { m_training.setPaused(paused); }
    void requestCheckpoint() noexcept override { m_training.requestCheckpoint(); }

private:
    void update(int number, TrainingObserver& observer) {
        const auto report = std::make_shared<UpdateReport>(madeUpReport(number, m_setup.config.ppo.updates));
        (void)m_setup.sink->recordUpdate(*report);
        observer.onUpdate(report);
        if (!m_training.alarms(number)) return;
        TrainingEvent alarm;
        alarm.kind = EventKind::Alarm;
        alarm.update = number;
        alarm.text = "2 of 16 minibatches changed too much (ratio above 10) and were left out.";
        alarm.remedy = "Lower the learning rate or take a smaller clip range.";
        observer.onEvent(alarm);
    }

    static void say(EventKind kind, int update, TrainingObserver& observer) {
        TrainingEvent event;
        event.kind = kind;
        event.update = update;
        observer.onEvent(event);
    }

    void checkpoint(int update, TrainingObserver& observer) {
        auto writer = m_setup.checkpoints->begin(update, true);
        (void)(*writer)->commit();
        auto probe = std::make_shared<ProbeReport>(madeUpProbe(update));
        (void)m_setup.sink->recordProbe(*probe);
        observer.onProbe(probe);
        say(EventKind::Checkpoint, update, observer);
    }

    Result<TrainingOutcome> end(TrainingEnd how, int done, TrainingObserver& observer) {
        checkpoint(done, observer);
        TrainingOutcome outcome;
        outcome.end = how;
        outcome.update = done;
        return outcome;
    }

    FakeTraining& m_training;
    const PpoSetup m_setup;
};

Error refused() {
    return unsupported("The fake engine only trains and exports.");
}

}  // namespace

void FakeTraining::allow(int update) {
    const std::lock_guard lock(m_mutex);
    m_allowed = update;
    m_changed.notify_all();
}

void FakeTraining::failWith(std::string message) {
    const std::lock_guard lock(m_mutex);
    m_failure = std::move(message);
}

void FakeTraining::alarmAt(int update) {
    const std::lock_guard lock(m_mutex);
    m_alarm = update;
}

bool FakeTraining::alarms(int update) {
    const std::lock_guard lock(m_mutex);
    return m_alarm == update;
}

FakeTraining::Turn FakeTraining::waitFor(int update, const std::stop_token& stop) {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, stop, [&] { return m_paused || m_allowed >= update; });
    if (stop.stop_requested()) return Turn::Stop;
    return m_paused ? Turn::Pause : Turn::Go;
}

void FakeTraining::waitWhilePaused(const std::stop_token& stop) {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, stop, [&] { return !m_paused; });
}

void FakeTraining::setPaused(bool paused) {
    const std::lock_guard lock(m_mutex);
    m_paused = paused;
    m_changed.notify_all();
}

void FakeTraining::requestCheckpoint() {
    const std::lock_guard lock(m_mutex);
    m_checkpoint = true;
}

bool FakeTraining::takeCheckpointRequest() {
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_checkpoint, false);
}

std::string FakeTraining::failure() {
    const std::lock_guard lock(m_mutex);
    return m_failure;
}

Result<std::unique_ptr<TextGenerator>> FakeEngine::openGenerator(const std::filesystem::path&) {
    return refused();
}
Result<std::unique_ptr<TextScorer>> FakeEngine::openScorer(const std::filesystem::path&, const std::string&) {
    return refused();
}
Result<std::unique_ptr<TrainingSession>> FakeEngine::newPpoSession(const PpoSetup& setup) {
    return std::unique_ptr<TrainingSession>(std::make_unique<FakeSession>(m_training, setup));
}
Result<std::unique_ptr<TrainingSession>> FakeEngine::newLanguageModelSession(const FitLanguageModelSetup&) {
    return refused();
}
Result<std::unique_ptr<TrainingSession>> FakeEngine::newClassifierSession(const FitClassifierSetup&) {
    return refused();
}
Result<EvaluationResult> FakeEngine::evaluate(const EvaluationSetup&, std::stop_token, TrainingObserver&) {
    return refused();
}
Result<void> FakeEngine::makePrompts(const MakePromptsSetup&, std::stop_token, TrainingObserver&) {
    return refused();
}

Result<ModelFacts> FakeEngine::inspect(const std::filesystem::path&) {
    return refused();
}
Result<ExportOutcome> FakeEngine::exportModel(const ExportSetup& setup, std::stop_token stop,
                                              TrainingObserver& observer) {
    return m_export == nullptr ? refused() : m_export->run(setup, stop, observer);
}

UpdateReport madeUpReport(int update, int total) {
    UpdateReport report;
    report.update = update;
    report.totalUpdates = total;
    report.seconds = 2;
    const double wobble = 0.12 * std::sin(update * 1.7) + 0.08 * std::sin(update * 4.1);
    const double share = 1 - std::exp(-update / (0.25 * total));
    report.metrics = {{metric::kRewardMean, -0.4 + 2.9 * share + 2 * wobble},
                      {metric::kRewardStd, 0.7 - 0.3 * share},
                      {metric::kToxicity, 0.5 - 0.38 * share + 0.2 * wobble},
                      {metric::kKl, 5.8 * share + 2 * wobble},
                      {metric::kResponseLengthMean, 24.5 - 3 * share + 3 * wobble},
                      {metric::kEosRate, 0.06 + 0.1 * share + 0.05 * wobble},
                      {metric::kTokensPerSecond, 940}};
    for (int i = 0; i < 4; ++i) {
        report.samples.push_back({.update = update,
                                  .index = i,
                                  .prompt = "The gate was open again and",
                                  .response = " nobody had closed it, so the dog ran down the street",
                                  .score = 2.5 - i,
                                  .toxicity = 0.04 + 0.22 * i,
                                  .kl = 4.5,
                                  .responseTokens = 18 + i});
    }
    return report;
}

ProbeReport madeUpProbe(int update) {
    ProbeReport report;
    report.update = update;
    report.measurement = {.n = 100,
                          .meanToxicity = 0.44 - 0.004 * update,
                          .reward = 1,
                          .meanLength = 24.0 - 0.01 * update,
                          .perplexity = 24.3 + 0.02 * update,
                          .distinct2 = 0.9};
    return report;
}

}  // namespace detox
