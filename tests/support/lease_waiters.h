// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <thread>

#include "core/util/compute_lease.h"

namespace detox {

/// Returns once more than `before` threads wait for their turn. Looks again and again: a thread that begins to wait has
/// nothing left to tell anybody with.
inline void awaitWaiter(const ComputeLease& lease, std::size_t before = 0) {
    while (lease.waiting() <= before) std::this_thread::yield();
}

}  // namespace detox
