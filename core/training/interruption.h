// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <utility>

#include "core/training/pause_gate.h"
#include "core/training/run_reporter.h"

namespace detox {

/// What a session asks between minibatches and generated tokens.
class Interruption {
public:
    /// Neither is owned.
    Interruption(std::stop_token stop, PauseGate& gate, RunReporter& reporter)
        : m_stop(std::move(stop)), m_gate(gate), m_reporter(reporter) {}

    /// Blocks while paused. Throws Error of kind Cancelled when a stop was asked for.
    void check() const;
    [[nodiscard]] const std::stop_token& token() const noexcept { return m_stop; }

private:
    std::stop_token m_stop;
    PauseGate& m_gate;
    RunReporter& m_reporter;
};

}  // namespace detox
