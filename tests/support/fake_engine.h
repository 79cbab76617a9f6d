// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <mutex>

#include "core/api/engine.h"
#include "tests/support/fake_export.h"

namespace detox {

/// What a fake session does, in the hands of a test. Safe from any thread.
class FakeTraining {
public:
    /// Lets the session make updates up to and including `update`.
    void allow(int update);
    /// Update `update` raises an alarm.
    void alarmAt(int update);
    /// The next session ends with this error after its first update.
    void failWith(std::string message);

    // For the session:
    enum class Turn { Go, Pause, Stop };
    /// Waits until the session may make `update`, is paused, or must stop.
    [[nodiscard]] Turn waitFor(int update, const std::stop_token& stop);
    /// Waits until the pause is over or the session must stop.
    void waitWhilePaused(const std::stop_token& stop);
    void setPaused(bool paused);
    void requestCheckpoint();
    [[nodiscard]] bool takeCheckpointRequest();
    [[nodiscard]] std::string failure();
    [[nodiscard]] bool alarms(int update);

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    // guarded by m_mutex:
    int m_allowed = 0;
    bool m_paused = false;
    bool m_checkpoint = false;
    std::string m_failure;
    int m_alarm = -1;
};

/// An engine whose PPO sessions and exports report made-up numbers; everything else is refused.
class FakeEngine final : public Engine {
public:
    /// Without `exporting` exports are refused, too.
    explicit FakeEngine(FakeTraining& training, FakeExport* exporting = nullptr)
        : m_training(training), m_export(exporting) {}

    [[nodiscard]] EngineFacts facts() const override { return {}; }
    [[nodiscard]] Result<std::unique_ptr<TextGenerator>> openGenerator(const std::filesystem::path&) override;
    [[nodiscard]] Result<std::unique_ptr<TextScorer>> openScorer(const std::filesystem::path&,
                                                                 const std::string&) override;
    [[nodiscard]] Result<std::unique_ptr<TrainingSession>> newPpoSession(const PpoSetup& setup) override;
    [[nodiscard]] Result<std::unique_ptr<TrainingSession>> newLanguageModelSession(
        const FitLanguageModelSetup&) override;
    [[nodiscard]] Result<std::unique_ptr<TrainingSession>> newClassifierSession(const FitClassifierSetup&) override;
    [[nodiscard]] Result<EvaluationResult> evaluate(const EvaluationSetup&, std::stop_token,
                                                    TrainingObserver&) override;
    [[nodiscard]] Result<void> makePrompts(const MakePromptsSetup&, std::stop_token, TrainingObserver&) override;
    [[nodiscard]] Result<ModelFacts> inspect(const std::filesystem::path&) override;
    [[nodiscard]] Result<ExportOutcome> exportModel(const ExportSetup& setup, std::stop_token stop,
                                                    TrainingObserver& observer) override;

private:
    FakeTraining& m_training;
    FakeExport* const m_export;
};

/// The numbers of update `update` of a run that goes well.
[[nodiscard]] UpdateReport madeUpReport(int update, int total);
[[nodiscard]] ProbeReport madeUpProbe(int update);

}  // namespace detox
