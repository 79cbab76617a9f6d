// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <stop_token>
#include <utility>

#include "core/util/error.h"

namespace detox {

/// Called between the small steps of long work (a token, a minibatch): may block for a pause, and throws Error of kind
/// Cancelled to end the work.
using StepCheck = std::function<void()>;

/// Ends the work on a stop request.
[[nodiscard]] inline StepCheck stopCheck(std::stop_token stop) {
    return [stop = std::move(stop)] {
        if (stop.stop_requested()) throw cancelled();
    };
}

}  // namespace detox
