// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <stop_token>
#include <utility>

#include "core/util/compute_lease.h"
#include "core/util/error.h"

namespace detox {

/// Called before each small step of long work (a token, a minibatch, a scored batch): may block for a pause and for
/// others that compute, and throws Error of kind Cancelled to end the work. The step computes while what was returned
/// lives, which ends before the next call.
using StepCheck = std::function<ComputeTurn()>;

/// Ends the work on a stop request; for work that shares the processor with nobody.
[[nodiscard]] inline StepCheck stopCheck(std::stop_token stop) {
    return [stop = std::move(stop)] {
        if (stop.stop_requested()) throw cancelled();
        return ComputeTurn();
    };
}

/// Takes a turn of `lease`, which outlives the check, for each step; ends the work on a stop request, also while
/// waiting for a turn.
[[nodiscard]] inline StepCheck turnCheck(ComputeLease& lease, ComputeSide side, std::stop_token stop = {}) {
    return [&lease, side, stop = std::move(stop)] {
        if (stop.stop_requested()) throw cancelled();
        ComputeTurn turn = lease.take(side, stop);
        if (!turn.held()) throw cancelled();
        return turn;
    };
}

}  // namespace detox
