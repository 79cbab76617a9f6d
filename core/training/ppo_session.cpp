// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/ppo_session.h"

#include <atomic>
#include <optional>
#include <utility>

#include "core/models/compute_facts.h"
#include "core/models/engine_errors.h"
#include "core/training/interruption.h"
#include "core/training/pause_gate.h"
#include "core/training/ppo_run.h"

namespace detox {
namespace {

class PpoSession final : public TrainingSession {
public:
    PpoSession(const PpoSetup& setup, ComputeLease& lease) : m_setup(setup), m_lease(lease) {}

    Result<TrainingOutcome> run(std::stop_token stop, TrainingObserver& observer) override {
        return engineResult([&] { return runOrThrow(std::move(stop), observer); });
    }
    void setPaused(bool paused) noexcept override { m_gate.setPaused(paused); }
    void requestCheckpoint() noexcept override { m_checkpointAsked = true; }

private:
    TrainingOutcome runOrThrow(std::stop_token stop, TrainingObserver& observer);
    /// The loop; the measurement after training. Throws Cancelled on a stop request.
    [[nodiscard]] std::optional<Measurement> train(PpoRun& run, RunReporter& reporter);
    void record(UpdateReport report, RunReporter& reporter);
    void keepGoingWithCheckpoint(PpoRun& run, RunReporter& reporter);
    void waitForRoom(RunReporter& reporter, const Interruption& interruption);

    const PpoSetup m_setup;
    ComputeLease& m_lease;
    PauseGate m_gate;
    std::atomic<bool> m_checkpointAsked = false;
    std::optional<UpdateReport> m_unrecorded;  ///< a complete update that the sink has not got yet
};

TrainingOutcome PpoSession::runOrThrow(std::stop_token stop, TrainingObserver& observer) {
    setThreads(m_setup.config.machine.threads);
    RunReporter reporter(observer, m_setup.sink);
    const Interruption interruption(std::move(stop), m_gate, reporter, m_lease);
    reporter.setWaitForRoom([&] { waitForRoom(reporter, interruption); });
    TrainingOutcome outcome{.checkpoint = m_setup.resumeFrom};
    std::optional<PpoRun> run;
    try {
        run.emplace(m_setup, reporter, [&] { return interruption.turn(); });
        outcome.after = train(*run, reporter);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Cancelled) throw;
        outcome.end = TrainingEnd::Stopped;
        if (!run) return outcome;
        run->takeBackUpdate();
        if (m_unrecorded) record(*m_unrecorded, reporter);
        run->saveCheckpoint();
    }
    outcome.update = run->update();
    outcome.checkpoint = run->lastCheckpoint();
    outcome.before = run->before();
    return outcome;
}

std::optional<Measurement> PpoSession::train(PpoRun& run, RunReporter& reporter) {
    for (;;) {
        if (run.probeIsDue()) run.probe();  // the first one before the longer measurement: something to look at
        run.measureBefore();
        const bool asked = m_checkpointAsked.exchange(false);
        if (run.finished()) break;
        if (asked || run.checkpointIsDue()) keepGoingWithCheckpoint(run, reporter);
        record(run.nextUpdate(), reporter);
    }
    run.saveCheckpoint();
    return run.measureAfter();
}

/// A checkpoint of an update comes after its record: a stop while the record waits for room must not leave it out.
void PpoSession::record(UpdateReport report, RunReporter& reporter) {
    m_unrecorded = std::move(report);
    reporter.update(*m_unrecorded);
    m_unrecorded.reset();
}

/// What cannot be written now may be later: the run goes on and says so.
void PpoSession::keepGoingWithCheckpoint(PpoRun& run, RunReporter& reporter) {
    try {
        run.saveCheckpoint();
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Cancelled) throw;
        reporter.alarm("No checkpoint was written. " + error.message(),
                       "Training goes on; the last checkpoint is kept.");
    }
}

void PpoSession::waitForRoom(RunReporter& reporter, const Interruption& interruption) {
    if (interruption.token().stop_requested()) throw cancelled();
    m_gate.setPaused(true);
    reporter.alarm("The disk of the data folder is full; training is paused.", "Free space, then resume.");
    interruption.check();
}

}  // namespace

Result<std::unique_ptr<TrainingSession>> makePpoSession(const PpoSetup& setup, ComputeLease& lease) {
    std::string problems;
    for (const auto& problem : crossCheck(setup.config)) {
        problems += (problems.empty() ? "" : "\n") + problem.key + ": " + problem.message;
    }
    if (!problems.empty()) return invalidInput(problems);
    if (setup.config.machine.device == Device::Cuda) {
        return unsupported("device: PPO computes on the CPU in this version. Choose 'auto' or 'cpu'.");
    }
    return std::unique_ptr<TrainingSession>(std::make_unique<PpoSession>(setup, lease));
}

}  // namespace detox
