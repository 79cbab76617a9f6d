// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace detox {

/// Hands values from one thread to another; push waits while full. After close() nothing more goes in, what is inside
/// still comes out. Every member may be called from any thread.
template <class T>
class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t capacity) : m_capacity(capacity) {}

    /// False when the queue is closed; `value` is then dropped.
    bool push(T value) {
        std::unique_lock lock(m_mutex);
        m_hasRoom.wait(lock, [&] { return m_closed || m_items.size() < m_capacity; });
        if (m_closed) return false;
        m_items.push_back(std::move(value));
        m_hasItems.notify_one();
        return true;
    }

    /// Waits; nothing once the queue is closed and empty.
    std::optional<T> pop() {
        std::unique_lock lock(m_mutex);
        m_hasItems.wait(lock, [&] { return m_closed || !m_items.empty(); });
        return takeLocked();
    }

    /// Does not wait.
    std::optional<T> tryPop() {
        const std::lock_guard lock(m_mutex);
        return takeLocked();
    }

    void close() {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_hasItems.notify_all();
        m_hasRoom.notify_all();
    }

private:
    std::optional<T> takeLocked() {
        if (m_items.empty()) return std::nullopt;
        std::optional<T> value(std::move(m_items.front()));
        m_items.pop_front();
        m_hasRoom.notify_one();
        return value;
    }

    const std::size_t m_capacity;
    // guarded by m_mutex:
    std::deque<T> m_items;
    bool m_closed = false;
    std::mutex m_mutex;
    std::condition_variable m_hasItems;
    std::condition_variable m_hasRoom;
};

}  // namespace detox
