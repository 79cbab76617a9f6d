// SPDX-License-Identifier: GPL-3.0-or-later
// The stages of core/ppo on the synthetic tensors of goldens/ppo/units (TRL 0.7.1).
#include <optional>

#include <ATen/TensorOperators.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include "core/api/metric_names.h"
#include "core/models/token_distributions.h"
#include "core/ppo/advantages.h"
#include "core/ppo/kl_controller.h"
#include "core/ppo/kl_penalty.h"
#include "core/ppo/losses.h"
#include "core/ppo/masked_statistics.h"
#include "core/ppo/rewards.h"
#include "core/reward/score_normaliser.h"
#include "core/util/json.h"
#include "tests/golden/tolerances.h"
#include "tests/support/closeness.h"
#include "tests/support/golden_arrays.h"
#include "tests/support/goldens.h"

namespace detox {
namespace {

constexpr Tolerance kTolerance{.absolute = tolerance::kPpoAbsolute, .relative = tolerance::kPpoRelative};

class PpoUnits : public ::testing::TestWithParam<std::filesystem::path> {
protected:
    void SetUp() override {
        arrays.emplace(GetParam() / "units.safetensors");
        json = readJson(GetParam() / "units.json").orThrow();
        mask = at("mask").to(at::kFloat);
    }

    [[nodiscard]] at::Tensor at(const std::string& name) const { return arrays->get(name); }
    void expectEqual(const at::Tensor& actual, const std::string& name) const {
        EXPECT_EQ(difference(actual, at(name), kTolerance), "") << name;
    }
    void expectNear(double actual, double expected, const std::string& name) const {
        EXPECT_NEAR(actual, expected, kTolerance.absolute + kTolerance.relative * std::abs(expected)) << name;
    }

    std::optional<GoldenArrays> arrays;
    Json json;
    at::Tensor mask;
};

/// Recorded logits (or log-probabilities) [..., vocabulary] as distributions.
TokenDistributions written(const at::Tensor& logits) {
    return {.states = logits.flatten(0, -2), .head = at::eye(logits.size(-1)), .bias = {}};
}

at::Tensor fullKl(const at::Tensor& logprobs, const at::Tensor& refLogprobs) {
    const TokenDistributions reference = written(refLogprobs);
    const TokenDistributions policy = written(logprobs);
    return tokenStatistics(policy, {.targets = at::zeros({policy.states.size(0)}, at::kLong), .reference = &reference})
        .kl;
}

std::vector<std::filesystem::path> unitFolders() {
    std::vector<std::filesystem::path> folders;
    for (const auto& folder : goldenFolders("ppo")) {
        if (folder.filename() == "units") folders.push_back(folder);
    }
    return folders;
}

INSTANTIATE_TEST_SUITE_P(Goldens, PpoUnits, ::testing::ValuesIn(unitFolders()));

TEST_P(PpoUnits, MaskedStatisticsAndWhitening) {
    const at::Tensor ones = at("core.x").new_ones(at("core.x").sizes());
    expectEqual(whiten(at("core.x"), ones), "core.whiten");
    expectEqual(whiten(at("core.x"), ones, WhitenMean::Keep), "core.whiten_noshift");
    expectEqual(whiten(at("core.x"), mask), "core.masked_whiten");
    expectEqual(whiten(at("core.x"), mask, WhitenMean::Keep), "core.masked_whiten_noshift");
    expectNear(maskedMean(at("core.x"), mask).item<double>(), json["core"]["masked_mean"], "masked_mean");
    expectNear(maskedVariance(at("core.x"), mask).item<double>(), json["core"]["masked_var"], "masked_var");
}

TEST_P(PpoUnits, TokenLogprobsAndEntropies) {
    const TokenStatistics statistics =
        tokenStatistics(written(at("loss.logits")), {.targets = at("core.labels").flatten()});
    expectEqual(statistics.logprobs.view_as(at("core.labels")), "core.logprobs_from_logits");
    expectEqual(statistics.entropies.view_as(at("core.labels")), "core.entropy_from_logits");
}

TEST_P(PpoUnits, Rewards) {
    const std::vector<std::pair<std::string, KlKind>> kinds{
        {"kl", KlKind::Kl}, {"abs", KlKind::Abs}, {"mse", KlKind::Mse}, {"full", KlKind::Full}};
    for (const auto& [name, kind] : kinds) {
        const at::Tensor kl = kind == KlKind::Full
                                  ? fullKl(at("rewards.full_logprobs"), at("rewards.full_ref_logprobs")).view_as(mask)
                                  : klPenalty(kind, at("rewards.logprobs"), at("rewards.ref_logprobs"));
        const auto rewards = computeRewards(
            {.scores = at("rewards.scores"), .kl = kl, .mask = mask, .klCoef = json["rewards"]["kl_coef"]});
        expectEqual(rewards.nonScoreRewards, "rewards." + name + ".non_score");
        expectEqual(rewards.rewards, "rewards." + name + ".rewards");
    }
}

TEST_P(PpoUnits, Advantages) {
    for (const std::string name : {"default", "g90_l100", "g99_l90"}) {
        const Json& config = json["adv." + name];
        const AdvantageOptions options{.gamma = config.value("gamma", 1.0), .lambda = config.value("lam", 0.95)};
        const auto result = computeAdvantages(at("adv.values"), at("adv.rewards"), mask, options);
        expectEqual(result.values, "adv." + name + ".values");
        expectEqual(result.returns, "adv." + name + ".returns");
        expectEqual(result.advantages, "adv." + name + ".advantages");
        expectEqual(generalisedAdvantages(at("adv.values") * mask, at("adv.rewards") * mask, options),
                    "adv." + name + ".before_whitening");
    }
}

TEST_P(PpoUnits, Losses) {
    for (const std::string name : {"default", "alt", "skip"}) {
        const Json& recorded = json["loss." + name];
        const Json& config = recorded["config"];
        const LossOptions options{.clipRange = config.value("cliprange", 0.2),
                                  .valueClipRange = config.value("cliprange_value", 0.2),
                                  .valueCoef = config.value("vf_coef", 0.1)};
        const at::Tensor logprobs = at("loss.logprobs").clone().requires_grad_(true);
        const at::Tensor values = at("loss.vpreds").clone().requires_grad_(true);
        const Losses losses = ppoLosses({.logprobs = logprobs,
                                         .values = values,
                                         .entropies = at("core.entropy_from_logits"),
                                         .oldLogprobs = at("loss.old_logprobs"),
                                         .oldValues = at("loss.values"),
                                         .advantages = at("loss.advantages"),
                                         .returns = at("loss.returns"),
                                         .mask = mask},
                                        options);
        losses.total.backward();
        expectEqual(losses.ratio, "loss." + name + ".ratio");
        expectEqual(logprobs.grad(), "loss." + name + ".d_logprobs");
        expectEqual(values.grad(), "loss." + name + ".d_vpreds");
        expectNear(losses.policy.item<double>(), recorded["loss_p"], "loss_p");
        expectNear(losses.value.item<double>() * options.valueCoef, recorded["loss_v_times_vf_coef"], "loss_v");
        for (const auto& [key, value] : recorded["stats"].items()) {
            expectNear(losses.statistics.metrics.at("ppo/" + key), value, key);
        }
    }
}

TEST_P(PpoUnits, KlControllerTraces) {
    for (const Json& trace : json["kl_controllers"]) {
        PpoConfig config{.klCoef = trace["init"], .klTarget = trace["target"], .klHorizon = trace["horizon"]};
        const auto adaptive = makeKlController(config);
        config.klControl = KlControl::Fixed;
        const auto fixed = makeKlController(config);
        for (std::size_t i = 0; i < trace["kl"].size(); ++i) {
            adaptive->update(trace["kl"][i], trace["n_steps"]);
            fixed->update(trace["kl"][i], trace["n_steps"]);
            const double expected = trace["value_after"][i];
            EXPECT_NEAR(adaptive->coef(), expected, tolerance::kKlCoef * expected) << i;
        }
        EXPECT_EQ(fixed->coef(), trace["fixed_after"].get<double>());
    }
}

TEST_P(PpoUnits, RunningMomentsTraces) {
    RunningMoments moments;
    for (const Json& batch : json["running_moments"]) {
        moments.add(batch["x"].get<std::vector<double>>());
        expectNear(moments.mean, batch["mean"], "mean");
        expectNear(moments.variance, batch["var"], "var");
        expectNear(moments.deviation(), batch["std"], "std");
        EXPECT_EQ(moments.count, batch["count"].get<double>());
    }
}

}  // namespace
}  // namespace detox
