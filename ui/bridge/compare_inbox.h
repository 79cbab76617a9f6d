// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <mutex>

#include "ui/bridge/compare_types.h"

namespace detox::ui {

/// Carries what the generator's thread has to say to the window's: merged under a mutex, with one wake-up without
/// payload per look, so that no number of tokens fills an event queue. What is pending is bounded by the length of the
/// texts asked for.
class CompareInbox {
public:
    /// `wake` is called on the generator's thread, at most once between two calls of take().
    explicit CompareInbox(std::function<void()> wake) : m_wake(std::move(wake)) {}

    void setPhase(Side side, PanePhase phase);
    void setModel(Side side, const std::string& name);
    void fail(Side side, const std::string& problem);
    void append(Side side, const GeneratedPiece& piece);
    void setSpeed(Side side, double tokensPerSecond);
    void setScore(Side side, int row, PartialScore score);
    void setScorerProblem(const std::string& problem);
    void end();

    /// From the window's thread.
    [[nodiscard]] CompareNews take();

private:
    template <class Change>
    void change(const Change& apply);
    [[nodiscard]] SideNews& news(Side side) { return m_news.sides[static_cast<std::size_t>(side)]; }
    [[nodiscard]] RowNews& row(Side side, int index);

    const std::function<void()> m_wake;
    std::mutex m_mutex;
    // guarded by m_mutex:
    CompareNews m_news;
    bool m_woken = false;
};

}  // namespace detox::ui
