// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include "core/training/fit_state.h"
#include "tests/support/temporary_folder.h"

namespace detox {
namespace {

using ::testing::HasSubstr;

/// A parameter and its optimiser after one step.
struct Fit {
    at::Tensor weight = at::arange(6, at::kFloat).view({2, 3});
    std::vector<NamedTensor> parameters{{"layer.weight", weight}};
    AdamW optimiser{{weight}, {}};

    void step() {
        weight.mutable_grad() = at::full({2, 3}, 0.5, at::kFloat);
        optimiser.step(0.1);
    }
};

int foldersIn(const std::filesystem::path& root) {
    int count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(root)) ++count;
    return count;
}

TEST(FitState, BringsWeightsMomentsAndProgressBack) {
    const TemporaryFolder folder;
    const FitStateFolder state(folder / "state", "hash");
    Fit made;
    made.step();
    ASSERT_TRUE(state.save({.step = 41, .seconds = 0.1 + 0.2, .loss = 1.0 / 3}, made.parameters, made.optimiser));
    Fit fresh;
    const auto restored = state.restore(fresh.parameters, fresh.optimiser);
    ASSERT_TRUE(restored) << restored.error().message();
    ASSERT_TRUE(restored->has_value());
    EXPECT_EQ((*restored)->step, 41);
    EXPECT_EQ((*restored)->seconds, 0.1 + 0.2);
    EXPECT_EQ((*restored)->loss, 1.0 / 3);
    EXPECT_TRUE(fresh.weight.equal(made.weight));
    EXPECT_TRUE(fresh.optimiser.firstMoments()[0].equal(made.optimiser.firstMoments()[0]));
    EXPECT_TRUE(fresh.optimiser.secondMoments()[0].equal(made.optimiser.secondMoments()[0]));
    EXPECT_EQ(fresh.optimiser.steps(), 1);
}

TEST(FitState, WithoutOneNothingIsRestored) {
    const TemporaryFolder folder;
    Fit fresh;
    const auto restored = FitStateFolder(folder / "state", "hash").restore(fresh.parameters, fresh.optimiser);
    ASSERT_TRUE(restored);
    EXPECT_FALSE(restored->has_value());
}

TEST(FitState, KeepsTheNewestOnly) {
    const TemporaryFolder folder;
    const FitStateFolder state(folder / "state", "hash");
    Fit fit;
    ASSERT_TRUE(state.save({.step = 9}, fit.parameters, fit.optimiser));
    ASSERT_TRUE(state.save({.step = 10}, fit.parameters, fit.optimiser));
    EXPECT_EQ(foldersIn(folder / "state"), 1);
    EXPECT_EQ((*state.restore(fit.parameters, fit.optimiser))->step, 10);
}

TEST(FitState, OfOtherSettingsIsRefused) {
    const TemporaryFolder folder;
    Fit fit;
    ASSERT_TRUE(FitStateFolder(folder / "state", "one").save({.step = 1}, fit.parameters, fit.optimiser));
    const auto restored = FitStateFolder(folder / "state", "two").restore(fit.parameters, fit.optimiser);
    ASSERT_FALSE(restored);
    EXPECT_THAT(restored.error().message(), HasSubstr("other settings or texts"));
}

TEST(FitState, OfAnotherShapeIsRefusedByName) {
    const TemporaryFolder folder;
    const FitStateFolder state(folder / "state", "hash");
    Fit fit;
    ASSERT_TRUE(state.save({.step = 1}, fit.parameters, fit.optimiser));
    const at::Tensor other = at::zeros({3, 3});
    AdamW optimiser({other}, {});
    const auto restored = state.restore({{"layer.weight", other}}, optimiser);
    ASSERT_FALSE(restored);
    EXPECT_THAT(restored.error().message(), HasSubstr("weight/layer.weight"));
}

}  // namespace
}  // namespace detox
