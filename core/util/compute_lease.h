// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <stop_token>
#include <utility>

namespace detox {

enum class ComputeSide : std::size_t {
    Trainer,    ///< long work: training, measuring
    Generator,  ///< what a user watches being written and scored
};

class ComputeLease;

/// The right to compute, given back by the destructor; an empty one gives nothing back.
class ComputeTurn {
public:
    ComputeTurn() = default;
    ComputeTurn(ComputeTurn&& other) noexcept : m_lease(std::exchange(other.m_lease, nullptr)) {}
    ComputeTurn& operator=(ComputeTurn&&) = delete;
    ~ComputeTurn();

    [[nodiscard]] bool held() const noexcept { return m_lease != nullptr; }

private:
    friend class ComputeLease;
    explicit ComputeTurn(ComputeLease& lease) noexcept : m_lease(&lease) {}

    ComputeLease* m_lease = nullptr;
};

/// One of several threads computes at a time, a small step each (a minibatch, a decoded token, a scored batch): two
/// that share the same cores slow each other down more than they gain (DESIGN 10). One lease per engine.
///
/// The rule: when a turn ends, the lease goes to the other side if one of it waits, else to whoever of the same side
/// waits longest. So a generator waits for the step that is going on and for no other; a trainer waits for that and at
/// most one step of the generators; on one side nobody overtakes.
///
/// Members may be called from any thread. Never take a turn while holding one, nor keep one while waiting for anything
/// (a pause, the disk, an observer): everybody else would wait too.
class ComputeLease {
public:
    ComputeLease() = default;
    ComputeLease(const ComputeLease&) = delete;
    ComputeLease& operator=(const ComputeLease&) = delete;

    /// Blocks until it is this thread's turn. Empty when `stop` was asked for while waiting.
    [[nodiscard]] ComputeTurn take(ComputeSide side, const std::stop_token& stop = {});
    /// How many threads wait for their turn.
    [[nodiscard]] std::size_t waiting() const;

private:
    friend class ComputeTurn;

    struct Waiter {
        bool granted = false;
    };

    void release();
    [[nodiscard]] std::deque<Waiter*>& line(ComputeSide side) { return m_lines[static_cast<std::size_t>(side)]; }

    mutable std::mutex m_mutex;
    std::condition_variable_any m_granted;
    // guarded by m_mutex:
    bool m_held = false;  // nobody waits while this is false
    ComputeSide m_holder = ComputeSide::Trainer;
    std::array<std::deque<Waiter*>, 2> m_lines;  // by side, who has waited longest first
};

}  // namespace detox
