// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/api/training.h"

namespace detox::ui {

/// What a trainer said since the last look, in order.
struct TrainingNews {
    std::vector<std::shared_ptr<const UpdateReport>> updates;
    std::vector<std::shared_ptr<const ProbeReport>> probes;
    std::vector<TrainingEvent> events;               ///< every one but Phase
    std::optional<TrainingEvent> phase;              ///< only the latest
    std::optional<std::int64_t> runId;               ///< the run got its row in the store
    std::optional<Result<TrainingOutcome>> outcome;  ///< the trainer has ended

    [[nodiscard]] bool empty() const;
};

/// Hands immutable reports from the trainer's thread to the window's: a mutex, a list and one coalesced wake-up without
/// payload, so that no number of reports fills an event queue. Reports beyond kMaxPending are thinned (all of them are
/// in the database); events, probes and the end never are.
class TrainingInbox final : public TrainingObserver {
public:
    static constexpr std::size_t kMaxPending = 4096;

    /// `wake` is called on the trainer's thread, at most once between two calls of take().
    explicit TrainingInbox(std::function<void()> wake) : m_wake(std::move(wake)) {}

    void onEvent(const TrainingEvent& event) override;
    void onUpdate(std::shared_ptr<const UpdateReport> report) override;
    void onProbe(std::shared_ptr<const ProbeReport> report) override;
    void onRun(std::int64_t id);
    /// The last thing a trainer says.
    void onEnd(Result<TrainingOutcome> outcome);

    /// From the window's thread: everything since the last call.
    [[nodiscard]] TrainingNews take();

private:
    template <class Change>
    void change(const Change& apply);

    const std::function<void()> m_wake;
    std::mutex m_mutex;
    // guarded by m_mutex:
    TrainingNews m_news;
    bool m_woken = false;
};

}  // namespace detox::ui
