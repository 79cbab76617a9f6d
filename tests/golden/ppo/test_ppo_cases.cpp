// SPDX-License-Identifier: GPL-3.0-or-later
// Whole updates against the recorded trl.PPOTrainer.step of goldens/ppo, with TRL's values of the switches.
#include <cmath>
#include <set>

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include "core/api/metric_names.h"
#include "core/ppo/losses.h"
#include "tests/golden/ppo/ppo_case.h"
#include "tests/golden/tolerances.h"
#include "tests/support/goldens.h"

namespace detox {
namespace {

const std::set<std::string> kCases{"neo_kl",
                                   "neo_abs",
                                   "neo_mse",
                                   "neo_full",
                                   "neo_multistep",
                                   "neo_minibatch_accum",
                                   "neo_gradclip",
                                   "neo_score_scale",
                                   "neo_score_norm_clip",
                                   "neo_leftpad",
                                   "neo_fixedkl_vf",
                                   "neo_response_masks",
                                   "neo_earlystop",
                                   "neo_v0711_whiten_rewards",
                                   "neo_v0711_abs"};

struct CaseParam {
    std::filesystem::path folder;
    GoldenLayout layout = GoldenLayout::Responses;
};

void PrintTo(const CaseParam& param, std::ostream* out) {
    *out << param.folder << (param.layout == GoldenLayout::Responses ? " responses" : " everything");
}

/// Whitened rewards past the end depend on the width of the frame, which only the recorded layout shares.
bool needsRecordedFrame(const std::string& name) {
    return name == "neo_v0711_whiten_rewards";
}

std::vector<CaseParam> allCases() {
    std::vector<CaseParam> params;
    for (const auto& folder : goldenFolders("ppo")) {
        const std::string name = folder.filename();
        if (!kCases.contains(name)) continue;
        params.push_back({folder, GoldenLayout::Everything});
        if (!needsRecordedFrame(name)) params.push_back({folder, GoldenLayout::Responses});
    }
    return params;
}

class PpoCases : public ::testing::TestWithParam<CaseParam> {
protected:
    void SetUp() override { golden = std::make_unique<PpoCase>(GetParam().folder, GetParam().layout); }

    [[nodiscard]] bool everything() const { return GetParam().layout == GoldenLayout::Everything; }
    [[nodiscard]] const Json& step(int s) const { return golden->json["steps"][static_cast<std::size_t>(s)]; }

    void expectArray(int s, const std::string& name, const at::Tensor& actual,
                     const std::vector<std::int64_t>& rows = {}) const {
        const std::string key = "step" + std::to_string(s) + "." + name;
        const at::Tensor want = golden->expected(golden->array(s, name), rows);
        EXPECT_EQ(difference(widened(actual, want), want, golden->tolerance(key), golden->valid(rows)), "") << key;
    }
    void expectNumber(double actual, double want, const std::string& key) const {
        const Tolerance t = golden->tolerance(key);
        EXPECT_NEAR(actual, want, std::max(t.absolute + t.relative * std::abs(want), t.floor)) << key;
    }
    /// A minibatch is as wide as its own longest response.
    static at::Tensor widened(const at::Tensor& actual, const at::Tensor& like) {
        if (actual.size(1) == like.size(1)) return actual;
        at::Tensor wide = like.new_zeros(like.sizes());
        wide.narrow(1, 0, actual.size(1)).copy_(actual);
        return wide;
    }

    void expectStages(int s, const Rollouts& rollouts) const {
        expectArray(s, "logprobs", rollouts.logprobs);
        expectArray(s, "ref_logprobs", rollouts.refLogprobs);
        expectArray(s, "values", rollouts.values);
        const TokenRewards rewards = golden->update->rewards(rollouts);
        expectArray(s, "rewards", rewards.rewards);
        expectArray(s, "non_score_rewards", rewards.nonScoreRewards);
        const Advantages gae = golden->update->advantages(rollouts, rewards);
        expectArray(s, "values_masked", gae.values);
        expectArray(s, "returns", gae.returns);
        expectArray(s, "advantages", gae.advantages);
        expectArray(s, "advantages_before_whitening", gae.returns - gae.values);
    }

    [[nodiscard]] std::vector<std::int64_t> minibatchRows(int s, std::size_t minibatch) const {
        const auto perEpoch = static_cast<std::size_t>(golden->config.batchSize / golden->config.minibatchSize);
        const auto order = step(s)["permutations"][minibatch / perEpoch].get<std::vector<std::int64_t>>();
        const auto first =
            order.begin() + static_cast<std::ptrdiff_t>(minibatch % perEpoch) * golden->config.minibatchSize;
        return {first, first + golden->config.minibatchSize};
    }

    void expectPass(int s, const std::string& name, std::size_t minibatch, const Rollouts& rollouts) const {
        const auto rows = minibatchRows(s, minibatch);
        const RecordedPass& pass = golden->policy->passes.at(minibatch);
        const at::Tensor old = rollouts.logprobs.index_select(0, at::tensor(rows)).narrow(1, 0, pass.logprobs.size(1));
        expectArray(s, name + ".logprobs", pass.logprobs, rows);
        expectArray(s, name + ".vpreds", pass.values, rows);
        expectArray(s, name + ".ratio", probabilityRatio(pass.logprobs, old), rows);
    }

    void expectStatistics(int s, const PpoReport& report) const {
        const std::string prefix = "step" + std::to_string(s) + ".stats/";
        for (const auto& [name, value] : step(s)["stats"].items()) {
            if (!value.is_number() || (everything() && name.starts_with("tokens/"))) continue;
            ASSERT_TRUE(report.metrics.contains(name)) << name;
            expectNumber(report.metrics.at(name), value, prefix + name);
        }
        const auto kl = step(s)["stats"]["objective/kl_dist"].get<std::vector<double>>();
        ASSERT_EQ(report.klPerSequence.size(), kl.size());
        for (std::size_t i = 0; i < kl.size(); ++i)
            expectNumber(report.klPerSequence[i], kl[i], prefix + "objective/kl");
    }

    void expectMinibatches(int s, const PpoReport& report) const {
        const Json& recorded = step(s)["minibatches"];
        ASSERT_EQ(report.minibatches.size(), recorded.size());
        for (std::size_t i = 0; i < recorded.size(); ++i) {
            for (const auto& [name, value] : recorded[i].items()) {
                if (name.find('/') == std::string::npos) continue;
                expectNumber(report.minibatches[i].metrics.at("ppo/" + name), value,
                             "step" + std::to_string(s) + ".stats/ppo/" + name);
            }
        }
        const Json& norms = step(s)["optimizer_steps"];
        ASSERT_EQ(report.steps.size(), norms.size());
        for (std::size_t i = 0; i < norms.size(); ++i) {
            expectNumber(report.steps[i].clippedNorm, norms[i]["grad_global_norm"], "gradient norm");
        }
    }

    /// What the statistics of step 0 list for minibatch `m`: all minibatches, one after the other.
    [[nodiscard]] at::Tensor listed(const std::string& name, std::size_t m) const {
        const auto flat = step(0)["stats"][name].get<std::vector<float>>();
        const std::int64_t frame = golden->array(0, "masks").size(1);
        const std::int64_t rows = golden->config.minibatchSize;
        const at::Tensor part = at::tensor(flat).narrow(0, static_cast<std::int64_t>(m) * rows * frame, rows * frame);
        return golden->expected(part.view({rows, frame}), minibatchRows(0, m));
    }

    void expectRatiosAndAdvantages(std::size_t m, const Rollouts& rollouts, const Advantages& gae) const {
        const auto rows = minibatchRows(0, m);
        const at::Tensor index = at::tensor(rows);
        const at::Tensor now = golden->policy->passes[m].logprobs;
        const at::Tensor ratio =
            probabilityRatio(now, rollouts.logprobs.index_select(0, index).narrow(1, 0, now.size(1)));
        const at::Tensor want = listed("ppo/policy/ratio", m);
        EXPECT_EQ(difference(widened(ratio, want), want, golden->tolerance("step0.last_minibatch.ratio"),
                             golden->valid(rows)),
                  "")
            << "ratio of minibatch " << m;
        EXPECT_EQ(difference(gae.advantages.index_select(0, index), listed("ppo/policy/advantages", m),
                             golden->tolerance("step0.advantages"), golden->valid(rows)),
                  "")
            << "advantages of minibatch " << m;
    }

    /// The rule of goldens/README.md: half a percent of the entries may differ by up to two learning rates per step.
    void expectParameters(const std::string& file, const std::string& sensitivity, std::size_t adamSteps) const {
        const GoldenArrays want(GetParam().folder / file);
        const double reach = 2 * golden->config.learningRate * static_cast<double>(adamSteps);
        std::int64_t entries = 0, off = 0;
        for (const auto& [name, tensor] : golden->parameters(/*gradients=*/false)) {
            const at::Tensor expected = want.get(name);
            const at::Tensor distance = (tensor.detach() - expected).abs();
            const Tolerance t = golden->tolerance(sensitivity);
            const at::Tensor allowed = (expected.abs() * t.relative + t.absolute).clamp_min(t.floor);
            entries += expected.numel();
            off += distance.gt(allowed).sum().item<std::int64_t>();
            EXPECT_LE(distance.max().item<double>(), std::max(reach, allowed.max().item<double>()))
                << file << ' ' << name;
        }
        EXPECT_LE(off, entries / 200) << file << ": of " << entries << " entries";
    }

    std::unique_ptr<PpoCase> golden;
};

INSTANTIATE_TEST_SUITE_P(Goldens, PpoCases, ::testing::ValuesIn(allCases()));

TEST_P(PpoCases, EveryArrayStatisticAndParameter) {
    std::size_t adamSteps = 0;
    for (int s = 0; s < golden->steps(); ++s) {
        const Rollouts rollouts = golden->rollouts(s);
        EXPECT_NEAR(golden->update->numbers().klCoef, step(s)["kl_coef_before"].get<double>(), 1e-9);
        expectStages(s, rollouts);
        const PpoReport report = golden->improve(rollouts, s);
        expectPass(s, "first_minibatch", 0, rollouts);
        expectPass(s, "last_minibatch", golden->policy->passes.size() - 1, rollouts);
        expectStatistics(s, report);
        expectMinibatches(s, report);
        EXPECT_FALSE(report.oldLogprobsRecomputed);
        EXPECT_NEAR(golden->update->numbers().klCoef, step(s)["kl_coef_after"].get<double>(), 1e-9);
        adamSteps += report.steps.size();
        if (s == 0) expectParameters("params_after_step0.safetensors", "params/after_last_step", adamSteps);
    }
    if (golden->steps() > 1)
        expectParameters("params_after_last_step.safetensors", "params/after_last_step", adamSteps);
}

TEST_P(PpoCases, RatiosAndAdvantagesOfEveryMinibatch) {
    const Rollouts rollouts = golden->rollouts(0);
    const Advantages gae = golden->update->advantages(rollouts, golden->update->rewards(rollouts));
    (void)golden->improve(rollouts, 0);
    for (std::size_t m = 0; m < golden->policy->passes.size(); ++m) expectRatiosAndAdvantages(m, rollouts, gae);
}

TEST_P(PpoCases, FirstOptimiserStep) {
    struct Enough {};
    const Rollouts rollouts = golden->rollouts(0);
    int begun = 0;
    const auto stopAfterFirstStep = [&] {
        if (begun++ == golden->config.accumulationSteps) throw Enough();
        return ComputeTurn();
    };
    EXPECT_THROW((void)golden->improve(rollouts, 0, stopAfterFirstStep), Enough);
    EXPECT_EQ(golden->update->numbers().optimiserSteps, 1);
    expectParameters("params_after_first_optimizer_step.safetensors", "params/after_first_optimizer_step", 1);

    // Adam's first moment is now 0.1 times the gradient it was given.
    const auto moments = golden->update->moments();
    const auto trained = golden->update->parameters();
    for (std::size_t i = 0; i < trained.size(); ++i) {
        trained[i].tensor.mutable_grad() = moments[2 * i].tensor * 10.0;
    }
    const GoldenArrays want(GetParam().folder / "grads_first_optimizer_step.safetensors");
    const auto gradients = golden->parameters(/*gradients=*/true);
    EXPECT_EQ(gradients.size(), want.source().entries().size());
    for (const auto& [name, gradient] : gradients) {
        const Tolerance close{.absolute = tolerance::kPpoGradient, .relative = tolerance::kPpoGradient};
        EXPECT_EQ(difference(gradient, want.get(name), close), "") << name;
    }
}

TEST(PpoCasesGiven, AreAllThere) {
    const auto folder = externalGoldens("ppo");
    if (folder.empty()) GTEST_SKIP() << "DETOX_GOLDENS is not set";
    for (const auto& name : kCases) EXPECT_TRUE(std::filesystem::is_directory(folder / name)) << name;
}

}  // namespace
}  // namespace detox
