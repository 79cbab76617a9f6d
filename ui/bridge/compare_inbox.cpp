// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/compare_inbox.h"

#include <utility>

namespace detox::ui {

template <class Change>
void CompareInbox::change(const Change& apply) {
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        apply();
        wake = !std::exchange(m_woken, true);
    }
    if (wake) m_wake();
}

RowNews& CompareInbox::row(Side side, int index) {
    auto& rows = news(side).rows;
    const auto at = static_cast<std::size_t>(index);
    if (rows.size() <= at) rows.resize(at + 1);
    return rows[at];
}

void CompareInbox::setPhase(Side side, PanePhase phase) {
    change([&] { news(side).phase = phase; });
}

void CompareInbox::setModel(Side side, const std::string& name) {
    change([&] { news(side).modelName = name; });
}

void CompareInbox::fail(Side side, const std::string& problem) {
    change([&] {
        news(side).phase = PanePhase::Failed;
        news(side).problem = problem;
    });
}

void CompareInbox::append(Side side, const GeneratedPiece& piece) {
    change([&] {
        RowNews& target = row(side, piece.row);
        target.text += piece.text;
        ++target.tokens;
    });
}

void CompareInbox::setSpeed(Side side, double tokensPerSecond) {
    change([&] { news(side).tokensPerSecond = tokensPerSecond; });
}

void CompareInbox::setScore(Side side, int index, PartialScore score) {
    change([&] { row(side, index).score = score; });
}

void CompareInbox::setScorerProblem(const std::string& problem) {
    change([&] { m_news.scorerProblem = problem; });
}

void CompareInbox::end() {
    change([&] { m_news.ended = true; });
}

CompareNews CompareInbox::take() {
    const std::lock_guard lock(m_mutex);
    m_woken = false;
    return std::exchange(m_news, {});
}

}  // namespace detox::ui
