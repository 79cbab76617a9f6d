// SPDX-License-Identifier: GPL-3.0-or-later
#include <future>
#include <thread>

#include <gtest/gtest.h>

#include "core/training/interruption.h"
#include "tests/support/lease_waiters.h"
#include "tests/unit/training/recording_observer.h"

namespace detox {
namespace {

class Interrupted : public ::testing::Test {
protected:
    RecordingObserver m_observer;
    RunReporter m_reporter{m_observer, nullptr};
    PauseGate m_gate;
    std::stop_source m_stop;
    ComputeLease m_lease;
    Interruption m_interruption{m_stop.get_token(), m_gate, m_reporter, m_lease};
};

TEST_F(Interrupted, NothingAskedForReturnsAtOnceAndSaysNothing) {
    m_interruption.check();
    EXPECT_TRUE(m_observer.events().empty());
}

TEST_F(Interrupted, APauseBlocksUntilItEndsAndBothAreTold) {
    m_gate.setPaused(true);
    auto waiting = std::async(std::launch::async, [this] { m_interruption.check(); });
    m_observer.waitFor(EventKind::Paused);
    EXPECT_EQ(m_observer.count(EventKind::Resumed), 0);
    m_gate.setPaused(false);
    waiting.get();
    EXPECT_EQ(m_observer.count(EventKind::Resumed), 1);
}

TEST_F(Interrupted, AStopEndsAPauseAndIsNoResuming) {
    m_gate.setPaused(true);
    auto waiting = std::async(std::launch::async, [this] { m_interruption.check(); });
    m_observer.waitFor(EventKind::Paused);
    m_stop.request_stop();
    try {
        waiting.get();
        FAIL() << "not stopped";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Cancelled);
    }
    EXPECT_EQ(m_observer.count(EventKind::Resumed), 0);
}

TEST_F(Interrupted, NoTurnIsHeldDuringAPause) {
    m_gate.setPaused(true);
    auto waiting = std::async(std::launch::async, [this] { (void)m_interruption.turn(); });
    m_observer.waitFor(EventKind::Paused);
    EXPECT_TRUE(m_lease.take(ComputeSide::Generator).held());
    m_gate.setPaused(false);
    waiting.get();
}

TEST_F(Interrupted, AStopEndsTheWaitForATurn) {
    const ComputeTurn others = m_lease.take(ComputeSide::Generator);
    auto waiting = std::async(std::launch::async, [this] { (void)m_interruption.turn(); });
    awaitWaiter(m_lease);
    m_stop.request_stop();
    EXPECT_THROW(waiting.get(), Error);
}

}  // namespace
}  // namespace detox
