// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/golden/ppo/ppo_case.h"

#include <algorithm>

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include "tests/golden/tolerances.h"

namespace detox {
namespace {

KlKind klKind(const std::string& name) {
    if (name == "abs") return KlKind::Abs;
    if (name == "mse") return KlKind::Mse;
    if (name == "full") return KlKind::Full;
    return KlKind::Kl;
}

double numberOr(const Json& json, const char* key, double fallback) {
    return json.contains(key) && json[key].is_number() ? json[key].get<double>() : fallback;
}

PpoConfig trlConfig(const Json& json) {
    const Json& c = json["config"];
    PpoConfig config{.batchSize = c["batch_size"],
                     .minibatchSize = c["mini_batch_size"],
                     .accumulationSteps = c["gradient_accumulation_steps"],
                     .ppoEpochs = c["ppo_epochs"],
                     .learningRate = json["lr"],
                     .maxGradNorm = numberOr(c, "max_grad_norm", 0),
                     .gamma = c["gamma"],
                     .lambda = c["lam"],
                     .clipRange = c["cliprange"],
                     .valueClipRange = c["cliprange_value"],
                     .valueCoef = c["vf_coef"],
                     .klKind = klKind(c["kl_penalty"]),
                     .klControl = c["adap_kl_ctrl"].get<bool>() ? KlControl::Adaptive : KlControl::Fixed,
                     .klCoef = c["init_kl_coef"],
                     .klTarget = c["target"],
                     .klHorizon = c["horizon"],
                     .ratioThreshold = c["ratio_threshold"],
                     .earlyStop = c["early_stopping"],
                     .earlyStopKl = c["target_kl"],
                     .whitenRewards = c.value("whiten_rewards", false)};
    config.clipFirstStepOnly = true;
    config.ratioGuardKeepsMomentum = true;
    config.objectiveKlFollowsPenalty = json["trl"] == "0.7.11";
    config.lossAveraging = LossAveraging::MeanOfMeans;
    config.whitenedRewardsPastEnd = true;
    return config;
}

RewardConfig rewardConfig(const Json& c) {
    return {.scaleScores = c["use_score_scaling"],
            .normaliseScores = c["use_score_norm"],
            .scoreClip = numberOr(c, "score_clip", 0)};
}

TokenRows unpadded(const at::Tensor& padded, const std::vector<std::int64_t>& lengths) {
    TokenRows rows;
    for (std::size_t r = 0; r < lengths.size(); ++r) {
        const std::int64_t* ids = padded.data_ptr<std::int64_t>() + static_cast<std::int64_t>(r) * padded.size(1);
        rows.emplace_back(ids, ids + lengths[r]);
    }
    return rows;
}

std::vector<double> toNumbers(const at::Tensor& scores) {
    const at::Tensor doubles = scores.to(at::kDouble);
    return {doubles.data_ptr<double>(), doubles.data_ptr<double>() + doubles.numel()};
}

}  // namespace

ResponseOutput RecordingModel::forward(const SequenceBatch& batch) const {
    SequenceBatch numbered = batch;
    if (m_leftPadded) {
        PackedTokens& tokens = numbered.tokens;
        tokens.positions = tokens.positions.clone();
        for (std::size_t r = 1; r < tokens.starts.size(); ++r) {
            const std::int64_t length = tokens.starts[r] - tokens.starts[r - 1];
            tokens.positions.slice(0, tokens.starts[r - 1], tokens.starts[r]).add_(tokens.longest() - length);
        }
    }
    ResponseOutput output = m_inner.forward(numbered);
    if (c10::GradMode::is_enabled()) {
        const c10::NoGradGuard noGradient;
        const at::Tensor logprobs = tokenStatistics(output.distributions, {.targets = batch.targets}).logprobs;
        passes.push_back({spread(logprobs, batch), spread(output.values.detach(), batch)});
    }
    return output;
}

PpoCase::PpoCase(const std::filesystem::path& folder, GoldenLayout layout)
    : json(readJson(folder / "goldens.json").orThrow()),
      config(trlConfig(json)),
      policyModel(CausalLm::load(openModelFolder(folder / "policy").orThrow())),
      valueHead(ValueHead::load(*openSafetensors(folder / "policy" / "model.safetensors").orThrow(),
                                policyModel.config().embedding)),
      policyResponses(std::make_unique<CausalResponseModel>(policyModel, valueHead)),
      referenceResponses(std::make_unique<CausalResponseModel>(
          CausalLm::load(openModelFolder(folder / "ref").orThrow()).frozenCopy())),
      arrays(folder / "goldens.safetensors"),
      m_layout(layout),
      m_leftPadded(json["pad_side"] == "left"),
      m_queryLengths(json["query_lens"].get<std::vector<std::int64_t>>()),
      m_responseLengths(json["response_lens"].get<std::vector<std::int64_t>>()),
      m_normaliser(std::make_unique<ScoreNormaliser>(rewardConfig(json["config"]))) {
    policy = std::make_unique<RecordingModel>(*policyResponses, m_leftPadded);
    reference = std::make_unique<RecordingModel>(*referenceResponses, m_leftPadded);
    update = std::make_unique<PpoUpdate>(config, RolloutModels{*policy, *reference});
    m_frame = array(0, "masks").size(1);
    for (std::size_t r = 0; r < m_queryLengths.size(); ++r) m_width = std::max(m_width, width(r));
}

Rollouts PpoCase::rollouts(int step) {
    TokenRows queries = unpadded(array(step, "queries"), m_queryLengths);
    TokenRows responses = unpadded(array(step, "responses"), m_responseLengths);
    if (m_layout == GoldenLayout::Everything) {
        for (std::size_t r = 0; r < queries.size(); ++r) {
            responses[r].insert(responses[r].begin(), queries[r].begin() + 1, queries[r].end());
            queries[r].resize(1);
        }
    }
    Rollouts collected = update->collect(std::move(queries), std::move(responses));
    collected.mask = expected(array(step, "masks").to(at::kFloat));
    collected.rawScores = array(step, "scores");
    const auto scores = m_normaliser->apply(toNumbers(collected.rawScores));
    collected.scores = at::tensor(std::vector<float>(scores.begin(), scores.end()));
    return collected;
}

PpoReport PpoCase::improve(const Rollouts& rollouts, int step, const StepCheck& check) {
    policy->passes.clear();
    const RecordedOrder order(json["steps"][static_cast<std::size_t>(step)]["permutations"]);
    return update->improve(rollouts, order, step + 1, check);
}

std::int64_t PpoCase::firstColumn(std::size_t row) const {
    const std::int64_t padding = m_leftPadded ? m_frame + 1 - m_queryLengths[row] - m_responseLengths[row] : 0;
    return padding + (m_layout == GoldenLayout::Everything ? 0 : m_queryLengths[row] - 1);
}

std::int64_t PpoCase::width(std::size_t row) const {
    return m_responseLengths[row] + (m_layout == GoldenLayout::Everything ? m_queryLengths[row] - 1 : 0);
}

at::Tensor PpoCase::expected(const at::Tensor& recorded, const std::vector<std::int64_t>& rows) const {
    at::Tensor out = at::zeros({recorded.size(0), m_width}, recorded.options());
    for (std::int64_t i = 0; i < recorded.size(0); ++i) {
        const auto row = static_cast<std::size_t>(rows.empty() ? i : rows[static_cast<std::size_t>(i)]);
        out.select(0, i).narrow(0, 0, width(row)).copy_(recorded.select(0, i).narrow(0, firstColumn(row), width(row)));
    }
    return out;
}

at::Tensor PpoCase::valid(const std::vector<std::int64_t>& rows) const {
    const auto count = static_cast<std::int64_t>(rows.empty() ? m_queryLengths.size() : rows.size());
    return expected(at::zeros({count, m_frame}).fill_(1), rows);
}

at::Tensor PpoCase::array(int step, const std::string& name) const {
    return arrays.get("step" + std::to_string(step) + "." + name);
}

Tolerance PpoCase::tolerance(const std::string& name) const {
    return {.absolute = name.ends_with("stats/objective/kl") ? tolerance::kPpoKl : tolerance::kPpoAbsolute,
            .relative = tolerance::kPpoRelative,
            .floor = tolerance::kPpoSensitivity * json["one_ulp_sensitivity"].value(name, 0.0)};
}

std::vector<NamedTensor> PpoCase::parameters(bool gradients) const {
    const auto views = [&](const TensorTable& table, const ParameterSet& set) {
        return gradients ? checkpointGradients(table, set) : checkpointViews(table, set);
    };
    std::vector<NamedTensor> all;
    for (const auto& view : views(policyModel.table(), policyModel.parameters())) {
        all.push_back({"pretrained_model." + view.name, view.tensor});
    }
    for (const auto& view : views(valueHead.table(), valueHead.parameters())) all.push_back(view);
    return all;
}

}  // namespace detox
