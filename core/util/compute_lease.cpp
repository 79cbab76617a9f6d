// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/compute_lease.h"

#include <algorithm>

namespace detox {
namespace {

ComputeSide otherThan(ComputeSide side) {
    return side == ComputeSide::Trainer ? ComputeSide::Generator : ComputeSide::Trainer;
}

}  // namespace

ComputeTurn::~ComputeTurn() {
    if (m_lease != nullptr) m_lease->release();
}

ComputeTurn ComputeLease::take(ComputeSide side, const std::stop_token& stop) {
    std::unique_lock lock(m_mutex);
    if (!m_held) {
        m_held = true;
        m_holder = side;
        return ComputeTurn(*this);
    }
    Waiter self;
    line(side).push_back(&self);
    // A turn granted together with the stop is this thread's to give back.
    if (m_granted.wait(lock, stop, [&] { return self.granted; })) return ComputeTurn(*this);
    std::erase(line(side), &self);
    return {};
}

std::size_t ComputeLease::waiting() const {
    const std::lock_guard lock(m_mutex);
    return m_lines[0].size() + m_lines[1].size();
}

void ComputeLease::release() {
    const std::lock_guard lock(m_mutex);
    const ComputeSide other = otherThan(m_holder);
    const ComputeSide next = line(other).empty() ? m_holder : other;
    if (line(next).empty()) {
        m_held = false;
        return;
    }
    m_holder = next;
    line(next).front()->granted = true;
    line(next).pop_front();
    m_granted.notify_all();
}

}  // namespace detox
