// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/ppo_update.h"

#include <utility>

#include "core/api/metric_names.h"
#include "core/util/error.h"

namespace detox {
namespace {

RolloutOptions rolloutOptions(const PpoConfig& config, std::optional<TokenId> end) {
    return {.klKind = config.klKind,
            .rowsPerPass = config.minibatchSize,
            .end = end,
            .entropies = config.entropyTarget > 0};
}

RewardWhitening rewardWhitening(const PpoConfig& config) {
    if (!config.whitenRewards) return RewardWhitening::Off;
    return config.whitenedRewardsPastEnd ? RewardWhitening::PastEnd : RewardWhitening::Response;
}

}  // namespace

PpoUpdate::PpoUpdate(const PpoConfig& config, const RolloutModels& models, std::optional<TokenId> end)
    : m_config(config),
      m_models(models),
      m_rolloutOptions(rolloutOptions(config, end)),
      m_optimiser(config, models, m_rolloutOptions),
      m_klController(makeKlController(config)),
      m_lengthController(config.lengthTarget, config.lengthStep) {
    if (parameters().empty()) throw internalError("PPO was given a policy without anything to train.");
    if (config.endingCoef != 0 && !end) {
        throw invalidInput(
            "The ending weight holds the end token's probability, but the model's config.json names no "
            "eos_token_id; set the weight to 0.");
    }
}

Rollouts PpoUpdate::collect(TokenRows queries, TokenRows responses, const StepCheck& check) const {
    return collectRollouts(std::move(queries), std::move(responses), m_models, m_rolloutOptions, check);
}

TokenRewards PpoUpdate::rewards(const Rollouts& rollouts) const {
    return computeRewards({.scores = rollouts.scores,
                           .kl = rollouts.kl,
                           .mask = rollouts.mask,
                           .potentials = rollouts.potentials,
                           .gamma = m_config.gamma,
                           .klCoef = m_klController->coef(),
                           .lengthCoef = m_lengthController.coef()});
}

Advantages PpoUpdate::advantages(const Rollouts& rollouts, const TokenRewards& rewards) const {
    const auto whitening = m_config.whitenPerMinibatch ? AdvantageWhitening::Minibatch : AdvantageWhitening::Batch;
    return computeAdvantages(rollouts.values, rewards.rewards, rollouts.mask,
                             {.gamma = m_config.gamma,
                              .lambda = m_config.lambda,
                              .rewards = rewardWhitening(m_config),
                              .advantages = whitening});
}

PpoReport PpoUpdate::improve(Rollouts rollouts, const MinibatchOrder& order, int update, const StepCheck& check) {
    const TokenRewards tokenRewards = rewards(rollouts);
    const Advantages gae = advantages(rollouts, tokenRewards);
    const ReportInputs inputs{.rollouts = rollouts,
                              .rewards = tokenRewards,
                              .klCoef = m_klController->coef(),
                              .lengthCoef = m_lengthController.coef()};
    const OptimiseReport optimised = m_optimiser.optimise({rollouts, gae, order, update, check});

    PpoReport report = describeUpdate(inputs, optimised, m_config);
    if (const auto kl = report.metrics.find(metric::kKl); kl != report.metrics.end()) {
        m_klController->update(kl->second, static_cast<int>(rollouts.mask.size(0)));
    }
    m_lengthController.update(rollouts.mask.sum(1).mean().item<double>());
    m_guardSkips += optimised.guardSkips;
    m_nonFiniteSkips += optimised.nonFiniteSkips;
    return report;
}

PpoNumbers PpoUpdate::numbers() const {
    return {.klCoef = m_klController->coef(),
            .length = m_lengthController.state(),
            .optimiserSteps = m_optimiser.adam().steps(),
            .guardSkips = m_guardSkips,
            .nonFiniteSkips = m_nonFiniteSkips};
}

void PpoUpdate::setNumbers(const PpoNumbers& numbers) {
    m_klController->setCoef(numbers.klCoef);
    m_lengthController.setState(numbers.length);
    m_optimiser.adam().setSteps(numbers.optimiserSteps);
    m_guardSkips = numbers.guardSkips;
    m_nonFiniteSkips = numbers.nonFiniteSkips;
}

std::vector<NamedTensor> PpoUpdate::moments() const {
    std::vector<NamedTensor> moments;
    const auto named = parameters();
    for (std::size_t i = 0; i < named.size(); ++i) {
        moments.push_back({"first." + named[i].name, m_optimiser.adam().firstMoments()[i]});
        moments.push_back({"second." + named[i].name, m_optimiser.adam().secondMoments()[i]});
    }
    return moments;
}

}  // namespace detox
