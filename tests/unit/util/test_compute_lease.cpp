// SPDX-License-Identifier: GPL-3.0-or-later
#include <future>
#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/util/compute_lease.h"
#include "core/util/step_check.h"
#include "tests/support/lease_waiters.h"

namespace detox {
namespace {

constexpr auto kTrainer = ComputeSide::Trainer;
constexpr auto kGenerator = ComputeSide::Generator;

/// Threads that wait for one turn each, in a known order, while somebody else computes.
class Queue {
public:
    /// Returns once the thread waits.
    void add(ComputeSide side, const std::string& name) {
        const std::size_t before = m_lease.waiting();
        m_threads.emplace_back([this, side, name] {
            const ComputeTurn turn = m_lease.take(side);
            m_order += (m_order.empty() ? "" : " ") + name;
        });
        awaitWaiter(m_lease, before);
    }
    /// Who computed after `turn` ended.
    std::string orderAfter(ComputeTurn turn) {
        { const ComputeTurn ending = std::move(turn); }
        m_threads.clear();
        return m_order;
    }
    ComputeLease& lease() { return m_lease; }

private:
    ComputeLease m_lease;
    std::string m_order;  // written by whoever holds the lease
    std::vector<std::jthread> m_threads;
};

TEST(ComputeLease, IsTakenAtOnceWhenNobodyComputes) {
    ComputeLease lease;
    for (const auto side : {kTrainer, kTrainer, kGenerator, kTrainer}) EXPECT_TRUE(lease.take(side).held());
}

TEST(ComputeLease, AGeneratorComesBeforeATrainerThatHasWaitedLonger) {
    Queue queue;
    ComputeTurn turn = queue.lease().take(kTrainer);
    queue.add(kTrainer, "trainer");
    queue.add(kGenerator, "generator");
    EXPECT_EQ(queue.orderAfter(std::move(turn)), "generator trainer");
}

TEST(ComputeLease, ATrainerWaitsForOneStepOfTheGeneratorsAtMost) {
    Queue queue;
    ComputeTurn turn = queue.lease().take(kGenerator);
    queue.add(kGenerator, "g1");
    queue.add(kGenerator, "g2");
    queue.add(kTrainer, "trainer");
    EXPECT_EQ(queue.orderAfter(std::move(turn)), "trainer g1 g2");
}

TEST(ComputeLease, SidesAlternateAndNobodyOvertakesOnHisOwn) {
    Queue queue;
    ComputeTurn turn = queue.lease().take(kTrainer);
    for (const char* name : {"t1", "t2", "t3"}) queue.add(kTrainer, name);
    for (const char* name : {"g1", "g2"}) queue.add(kGenerator, name);
    EXPECT_EQ(queue.orderAfter(std::move(turn)), "g1 t1 g2 t2 t3");
}

TEST(ComputeLease, AStopEndsTheWaitAndLeavesNothingBehind) {
    ComputeLease lease;
    std::stop_source stop;
    {
        const ComputeTurn turn = lease.take(kTrainer);
        auto waiting = std::async(std::launch::async, [&] { return lease.take(kGenerator, stop.get_token()).held(); });
        awaitWaiter(lease);
        stop.request_stop();
        EXPECT_FALSE(waiting.get());
        EXPECT_EQ(lease.waiting(), 0U);
    }
    EXPECT_TRUE(lease.take(kTrainer).held());
}

TEST(ComputeLease, ATurnGrantedWhileStoppingIsNotLost) {
    ComputeLease lease;
    for (int round = 0; round < 300; ++round) {
        std::stop_source stop;
        auto turn = std::make_unique<ComputeTurn>(lease.take(kTrainer));
        std::jthread waiting([&] { (void)lease.take(kGenerator, stop.get_token()); });
        awaitWaiter(lease);
        std::jthread stopping([&] { stop.request_stop(); });
        turn.reset();
        waiting.join();
        ASSERT_TRUE(lease.take(kTrainer).held());
    }
}

TEST(ComputeLease, OneAtATimeComputesAndNobodyIsForgotten) {
    constexpr int kTurns = 2000;
    ComputeLease lease;
    std::latch begin(4);
    int steps = 0;  // no atomic: the lease guards it
    {
        std::vector<std::jthread> threads;
        for (const auto side : {kTrainer, kGenerator, kTrainer, kGenerator}) {
            threads.emplace_back([&lease, &steps, &begin, side] {
                begin.arrive_and_wait();
                for (int i = 0; i < kTurns; ++i) {
                    const ComputeTurn turn = lease.take(side);
                    ++steps;
                }
            });
        }
    }
    EXPECT_EQ(steps, 4 * kTurns);
}

TEST(TurnCheck, TakesTurnsAndThrowsOnAStopWhileWaiting) {
    ComputeLease lease;
    std::stop_source stop;
    const StepCheck check = turnCheck(lease, kTrainer, stop.get_token());
    EXPECT_TRUE(check().held());
    const ComputeTurn others = lease.take(kGenerator);
    auto waiting = std::async(std::launch::async, [&] { (void)check(); });
    awaitWaiter(lease);
    stop.request_stop();
    EXPECT_THROW(waiting.get(), Error);
}

}  // namespace
}  // namespace detox
