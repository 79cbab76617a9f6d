// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/api/training.h"
#include "core/config/run_config.h"

namespace detox {

/// On disk by number: never renumber.
enum class RunState : int { Running = 1, Paused = 2, Finished = 3, Stopped = 4, Interrupted = 5, Failed = 6 };
[[nodiscard]] std::string_view toText(RunState state);

struct RunSummary {
    std::int64_t id = 0;
    std::string name;
    RunState state = RunState::Running;
    std::string model;
    std::string preset;
    std::int64_t startedMillis = 0;
    std::int64_t endedMillis = 0;  ///< 0 while it runs
    int updates = 0;               ///< done
    int totalUpdates = 0;
    std::optional<Measurement> before, after;
    std::optional<double> lastReward, lastToxicity, lastKl;
    std::string message;  ///< why it failed
    std::filesystem::path folder;
};

struct RunDetails {
    RunSummary summary;
    RunConfig config;
    std::string programVersion;
    std::string gitHash;
};

struct MetricPoint {
    int update = 0;
    double value = 0;
};

struct CheckpointInfo {
    int update = 0;
    std::filesystem::path folder;
    std::int64_t bytes = 0;
    bool resumable = false;
    std::int64_t writtenMillis = 0;
};

struct JournalEntry {
    std::int64_t unixMillis = 0;
    int update = 0;
    EventKind kind = EventKind::Note;
    std::string text;
    std::string remedy;
};

/// What a new run needs for writing; dropping it without finish() leaves the run Running, found Interrupted next time.
class RunRecorder : public RunSink, public CheckpointSink {
public:
    [[nodiscard]] virtual std::int64_t id() const = 0;
    [[nodiscard]] virtual const std::filesystem::path& folder() const = 0;
    [[nodiscard]] virtual Result<void> setState(RunState state) = 0;
    [[nodiscard]] virtual Result<void> finish(RunState state, const std::optional<Measurement>& before,
                                              const std::optional<Measurement>& after, const std::string& message) = 0;
};

/// Every run ever made here. Reads are safe from any thread; a read sees every acknowledged write.
class RunStore {
public:
    virtual ~RunStore() = default;
    /// Why nothing can be written here (another program holds the data folder), as a sentence; empty: it can.
    [[nodiscard]] virtual std::string readOnlyReason() const { return {}; }
    [[nodiscard]] virtual Result<std::vector<RunSummary>> runs() const = 0;  ///< newest first
    [[nodiscard]] virtual Result<RunDetails> run(std::int64_t id) const = 0;
    /// Every metric of the run by name, in the order of updates.
    [[nodiscard]] virtual Result<std::map<std::string, std::vector<MetricPoint>>> metrics(std::int64_t id) const = 0;
    /// The newest `limit` training samples, newest first.
    [[nodiscard]] virtual Result<std::vector<RolloutSample>> samples(std::int64_t id, int limit) const = 0;
    [[nodiscard]] virtual Result<std::vector<ProbeReport>> probes(std::int64_t id) const = 0;
    [[nodiscard]] virtual Result<std::vector<CheckpointInfo>> checkpoints(std::int64_t id) const = 0;  ///< oldest first
    [[nodiscard]] virtual Result<std::vector<JournalEntry>> journal(std::int64_t id) const = 0;

    [[nodiscard]] virtual Result<std::unique_ptr<RunRecorder>> create(const RunConfig& config,
                                                                      const std::string& preset) = 0;
    /// Goes on with a stopped or interrupted run; rows after `fromUpdate` are dropped, as they will be made again.
    [[nodiscard]] virtual Result<std::unique_ptr<RunRecorder>> reopen(std::int64_t id, int fromUpdate) = 0;
    [[nodiscard]] virtual Result<void> rename(std::int64_t id, const std::string& name) = 0;
    /// Rows and folder. Refused for a run that is being written.
    [[nodiscard]] virtual Result<void> remove(std::int64_t id) = 0;
};

/// A checkpoint as "run:ID[@update]" names it.
struct CheckpointName {
    std::int64_t run = 0;
    std::optional<std::int64_t> update;  ///< nothing: the newest
};

/// Nothing for a name that does not begin with "run:"; an error for one that does and goes on wrongly.
[[nodiscard]] Result<std::optional<CheckpointName>> parseCheckpointName(const std::string& name);
[[nodiscard]] Result<CheckpointInfo> findCheckpoint(const CheckpointName& name, const RunStore& store);

/// "run:ID[@update]" → the checkpoint's folder; anything else is returned as it is.
[[nodiscard]] Result<std::filesystem::path> resolveModelName(const std::string& name, const RunStore& store);

}  // namespace detox
