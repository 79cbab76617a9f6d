// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/interruption.h"

namespace detox {

void Interruption::check() const {
    if (m_gate.paused()) {
        m_reporter.paused();
        m_gate.waitWhilePaused(m_stop);
        if (!m_stop.stop_requested()) m_reporter.resumed();
    }
    if (m_stop.stop_requested()) throw cancelled();
}

ComputeTurn Interruption::turn() const {
    check();
    ComputeTurn turn = m_lease.take(ComputeSide::Trainer, m_stop);
    if (!turn.held()) throw cancelled();
    return turn;
}

}  // namespace detox
