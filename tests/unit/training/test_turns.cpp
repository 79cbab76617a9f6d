// SPDX-License-Identifier: GPL-3.0-or-later
// Writing and training on the same processor: they take turns, and neither notices in what it computes.
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <thread>

#include <gtest/gtest.h>

#include "core/generation/text_generator.h"
#include "core/reward/classifier_scorer.h"
#include "core/training/ppo_session.h"
#include "tests/unit/training/recording_observer.h"
#include "tests/unit/training/tiny_run.h"

namespace detox {
namespace {

class Silent final : public GenerationObserver {
public:
    void onPiece(const GeneratedPiece&) override {}
};

/// Takes a turn for every token, as scoring what was written does.
class Scoring final : public GenerationObserver {
public:
    explicit Scoring(ComputeLease& lease) : m_lease(lease) {}
    void onPiece(const GeneratedPiece&) override { turns += m_lease.take(ComputeSide::Generator).held() ? 1 : 0; }
    int turns = 0;

private:
    ComputeLease& m_lease;
};

PpoSetup shortRun() {
    PpoSetup setup = tinySetup();
    setup.config.ppo.updates = 2;
    setup.config.prompts.testPrompts = 0;
    setup.config.prompts.probePrompts = 0;
    return setup;
}

/// The texts and numbers of a run that shares `lease`.
std::vector<std::map<std::string, double>> trained(ComputeLease& lease) {
    MemorySink sink;
    RecordingObserver observer;
    PpoSetup setup = shortRun();
    setup.sink = &sink;
    (void)makePpoSession(setup, lease).orThrow()->run({}, observer).orThrow();
    std::vector<std::map<std::string, double>> out;
    for (const auto& report : sink.updates) out.push_back(timelessMetrics(report));
    return out;
}

std::vector<std::int32_t> written(TextGenerator& generator, GenerationObserver& observer) {
    const auto decoding = generator.begin({.prompts = {"Hello"}, .maxNewTokens = 12, .seed = 3}).orThrow();
    while (decoding->step(observer).orThrow()) continue;
    return decoding->texts()[0].ids;
}

TEST(Turns, WritingBesideTrainingChangesNeither) {
    ComputeLease alone;
    const auto expected = trained(alone);
    Silent silent;
    const auto ids = written(*openTextGenerator(tinyWorld().model(), alone).orThrow(), silent);
    ComputeLease shared;
    const auto generator = openTextGenerator(tinyWorld().model(), shared).orThrow();
    auto training = std::async(std::launch::async, [&] { return trained(shared); });
    while (training.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
        EXPECT_EQ(written(*generator, silent), ids);
    }
    EXPECT_EQ(training.get(), expected);
    EXPECT_TRUE(shared.take(ComputeSide::Trainer).held()) << "all turns were given back";
}

/// Somebody else computes while `work` begins; it must be found waiting, and end once the other has.
void expectToWait(ComputeLease& lease, const std::function<void()>& work) {
    auto turn = std::make_unique<ComputeTurn>(lease.take(ComputeSide::Generator));
    auto working = std::async(std::launch::async, work);
    while (lease.waiting() == 0) {
        ASSERT_NE(working.wait_for(std::chrono::seconds(0)), std::future_status::ready) << "took no turn";
        std::this_thread::yield();  // whether it waits or has ended: neither tells of itself
    }
    turn.reset();
    working.get();
}

TEST(Turns, TrainingWritingAndScoringWaitForTheirs) {
    ComputeLease lease;
    Silent silent;
    const auto generator = openTextGenerator(tinyWorld().model(), lease).orThrow();
    const auto scorer =
        openTextScorer(tinyWorld().classifier(), {}, turnCheck(lease, ComputeSide::Generator)).orThrow();
    expectToWait(lease, [&] { (void)trained(lease); });
    expectToWait(lease, [&] { (void)written(*generator, silent); });
    expectToWait(lease, [&] { (void)scorer->score({"a text"}).orThrow(); });
}

TEST(Turns, AnObserverOfWritingMayComputeItself) {
    ComputeLease lease;
    Scoring scoring(lease);
    const auto ids = written(*openTextGenerator(tinyWorld().model(), lease).orThrow(), scoring);
    EXPECT_EQ(scoring.turns, static_cast<int>(ids.size()));
}

TEST(Turns, APausedRunHoldsNone) {
    ComputeLease lease;
    RecordingObserver observer;
    const auto session = makePpoSession(shortRun(), lease).orThrow();
    session->setPaused(true);
    auto training = std::async(std::launch::async, [&] { return session->run({}, observer); });
    observer.waitFor(EventKind::Paused);
    EXPECT_TRUE(lease.take(ComputeSide::Generator).held());
    session->setPaused(false);
    EXPECT_TRUE(training.get());
}

}  // namespace
}  // namespace detox
