// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/api/update_report.h"
#include "core/util/result.h"

namespace detox {

/// On disk by number (journal): never renumber.
enum class EventKind : int {
    Phase = 1,  ///< a named step with progress: "Loading model", 61 of 160; not kept
    Paused = 2,
    Resumed = 3,
    Checkpoint = 4,  ///< one was written; `path` names it
    Alarm = 5,       ///< something the user should know: text is one sentence, remedy another
    Note = 6,        ///< for the journal
};

struct TrainingEvent {
    EventKind kind = EventKind::Note;
    int update = 0;
    std::string text;
    std::string remedy;
    std::filesystem::path path;
    int done = 0;   ///< of a Phase
    int total = 0;  ///< of a Phase; 0: unknown
};

/// Called on the thread that runs the session; must return quickly and must not throw.
class TrainingObserver {
public:
    virtual ~TrainingObserver() = default;
    virtual void onEvent(const TrainingEvent& event) = 0;
    virtual void onUpdate(std::shared_ptr<const UpdateReport> report) = 0;
    virtual void onProbe(std::shared_ptr<const ProbeReport> report) = 0;
};

/// How a session ended without an error.
enum class TrainingEnd { Finished, Stopped };

struct TrainingOutcome {
    TrainingEnd end = TrainingEnd::Finished;
    int update = 0;                            ///< updates done in all
    std::filesystem::path checkpoint;          ///< the last one
    std::optional<Measurement> before, after;  ///< on the test prompts, once finished
};

/// A training run: PPO, a language model from text, or a classifier.
class TrainingSession {
public:
    virtual ~TrainingSession() = default;
    /// Blocks until the end, a stop request (answered between minibatches and generated tokens, with a checkpoint) or
    /// an error. A PPO run that meets a full disk pauses itself with an alarm and goes on after setPaused(false). Call
    /// once.
    [[nodiscard]] virtual Result<TrainingOutcome> run(std::stop_token stop, TrainingObserver& observer) = 0;
    /// From any thread; takes effect at the next minibatch or token.
    virtual void setPaused(bool paused) noexcept = 0;
    /// From any thread; a checkpoint is written after the current update.
    virtual void requestCheckpoint() noexcept = 0;
};

/// A checkpoint while it is written. Dropping it uncommitted leaves nothing behind.
class CheckpointWriter {
public:
    virtual ~CheckpointWriter() = default;
    /// Write the files here: a loadable Hugging Face folder, and trainer/ for what only resuming needs.
    [[nodiscard]] virtual const std::filesystem::path& folder() const = 0;
    /// Adds the manifest, syncs, renames and records it; the path it has from now on.
    [[nodiscard]] virtual Result<std::filesystem::path> commit() = 0;
};

class CheckpointSink {
public:
    virtual ~CheckpointSink() = default;
    /// `resumable`: the newest one with trainer state; the sink may remove trainer/ from older ones after commit.
    [[nodiscard]] virtual Result<std::unique_ptr<CheckpointWriter>> begin(int update, bool resumable) = 0;
    /// What may still be written where checkpoints go; nothing: unknown.
    [[nodiscard]] virtual std::optional<std::size_t> freeBytes() const { return std::nullopt; }
};

/// Where a run's numbers go. Called from the session's thread; returns before the disk is reached unless stated.
class RunSink {
public:
    virtual ~RunSink() = default;
    /// Committed to the database before it returns: a metric that was shown is never lost.
    [[nodiscard]] virtual Result<void> recordUpdate(const UpdateReport& report) = 0;
    [[nodiscard]] virtual Result<void> recordProbe(const ProbeReport& report) = 0;
    [[nodiscard]] virtual Result<void> recordEvent(const TrainingEvent& event) = 0;
};

}  // namespace detox
