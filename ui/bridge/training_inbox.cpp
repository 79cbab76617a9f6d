// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/training_inbox.h"

#include <utility>

namespace detox::ui {
namespace {

/// Every second report goes; the newest stays.
void thin(std::vector<std::shared_ptr<const UpdateReport>>& updates) {
    std::size_t kept = 0;
    for (std::size_t i = 1; i < updates.size(); i += 2) updates[kept++] = std::move(updates[i]);
    updates.resize(kept);
}

}  // namespace

bool TrainingNews::empty() const {
    return updates.empty() && probes.empty() && events.empty() && !phase && !runId && !outcome;
}

template <class Change>
void TrainingInbox::change(const Change& apply) {
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        apply(m_news);
        wake = !std::exchange(m_woken, true);
    }
    if (wake) m_wake();
}

void TrainingInbox::onEvent(const TrainingEvent& event) {
    change([&](TrainingNews& news) {
        if (event.kind == EventKind::Phase) {
            news.phase = event;
        } else {
            news.events.push_back(event);
        }
    });
}

void TrainingInbox::onUpdate(std::shared_ptr<const UpdateReport> report) {
    change([&](TrainingNews& news) {
        news.updates.push_back(std::move(report));
        if (news.updates.size() >= kMaxPending) thin(news.updates);
    });
}

void TrainingInbox::onProbe(std::shared_ptr<const ProbeReport> report) {
    change([&](TrainingNews& news) { news.probes.push_back(std::move(report)); });
}

void TrainingInbox::onEnd(Result<TrainingOutcome> outcome) {
    change([&](TrainingNews& news) { news.outcome = std::move(outcome); });
}

void TrainingInbox::onRun(std::int64_t id) {
    change([&](TrainingNews& news) { news.runId = id; });
}

TrainingNews TrainingInbox::take() {
    const std::lock_guard lock(m_mutex);
    m_woken = false;
    return std::exchange(m_news, {});
}

}  // namespace detox::ui
