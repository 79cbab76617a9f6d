// SPDX-License-Identifier: GPL-3.0-or-later
// Runs with shared layers and with gradient checkpointing.
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/models/causal_lm.h"
#include "tests/unit/training/tiny_run.h"

namespace detox {
namespace {

using ::testing::HasSubstr;

PpoSetup sharingSetup(int layers) {
    PpoSetup setup = tinySetup();
    setup.config.ppo.sharedLayers = layers;
    return setup;
}

CausalLm load(const std::filesystem::path& folder) {
    return CausalLm::load(openModelFolder(folder).orThrow());
}

TEST(SharedLayers, StayTheOriginalsAndResumeBitForBit) {
    TinyRun whole(sharingSetup(1));
    ASSERT_TRUE(whole.go());
    const CausalLm original = load(tinyWorld().model());
    const CausalLm end = load(whole.checkpoints.at(6));
    EXPECT_TRUE(end.parameters().get("token_embedding").equal(original.parameters().get("token_embedding")));
    EXPECT_TRUE(end.parameters().get("layer.0.up.weight").equal(original.parameters().get("layer.0.up.weight")));
    EXPECT_FALSE(end.parameters().get("layer.1.up.weight").equal(original.parameters().get("layer.1.up.weight")));

    TinyRun first(sharingSetup(1));
    first.observer.onUpdateHook = [&](const UpdateReport& report) {
        if (report.update == 3) first.stop.request_stop();
    };
    PpoSetup setup = sharingSetup(1);
    setup.resumeFrom = first.go().orThrow().checkpoint;
    TinyRun second(setup);
    ASSERT_TRUE(second.go());
    EXPECT_EQ(firstDifference(second.checkpoints.at(6), whole.checkpoints.at(6)), "");
}

TEST(GradientCheckpointing, TrainsTheSameModel) {
    PpoSetup setup = tinySetup();
    setup.config.ppo.updates = 2;
    TinyRun kept(setup);
    ASSERT_TRUE(kept.go());
    setup.config.ppo.gradientCheckpointing = true;
    TinyRun again(setup);
    ASSERT_TRUE(again.go());
    const CausalLm model = load(kept.checkpoints.at(2));
    const CausalLm other = load(again.checkpoints.at(2));
    for (const auto& [name, tensor] : model.parameters().all()) {
        EXPECT_TRUE(tensor.equal(other.parameters().get(name))) << name;
    }
}

TEST(SharedLayers, MoreThanTheModelHasAreRefused) {
    TinyRun run(sharingSetup(2));
    const auto outcome = run.go();
    ASSERT_FALSE(outcome);
    EXPECT_THAT(outcome.error().message(), HasSubstr("Share fewer"));
}

}  // namespace
}  // namespace detox
