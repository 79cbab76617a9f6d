// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <utility>

#include "core/training/pause_gate.h"
#include "core/training/run_reporter.h"
#include "core/util/compute_lease.h"

namespace detox {

/// What a session asks between minibatches and generated tokens.
class Interruption {
public:
    /// None is owned.
    Interruption(std::stop_token stop, PauseGate& gate, RunReporter& reporter, ComputeLease& lease)
        : m_stop(std::move(stop)), m_gate(gate), m_reporter(reporter), m_lease(lease) {}

    /// Blocks while paused, holding nothing. Throws Error of kind Cancelled when a stop was asked for.
    void check() const;
    /// check(), then the trainer's turn to compute: a StepCheck.
    [[nodiscard]] ComputeTurn turn() const;
    [[nodiscard]] const std::stop_token& token() const noexcept { return m_stop; }

private:
    std::stop_token m_stop;
    PauseGate& m_gate;
    RunReporter& m_reporter;
    ComputeLease& m_lease;
};

}  // namespace detox
