// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/ppo_measuring.h"

namespace detox {

PpoMeasuring::PpoMeasuring(const PpoModels& models, const PromptSet& prompts, const RunConfig& config)
    : m_models(models),
      m_config(config),
      m_probe(fixedQueries(prompts.probe, *models.tokenizer, config.prompts)),
      m_test(fixedQueries(prompts.test, *models.tokenizer, config.prompts)) {}

Measured PpoMeasuring::measure(MeasuredSet set, const StepCheck& check) const {
    const AnswerOptions options{.maxNewTokens = m_config.generation.length.maxResponseTokens,
                                .seed = static_cast<std::uint64_t>(m_config.seed),
                                .set = set};
    const auto answered = answerQueries(m_models.policy, *m_models.tokenizer, queries(set), options, check);
    const auto reward = [this](const TextScore& score) {
        return shapedReward(score, m_models.classifier->roles(), m_config.reward.rewardShape);
    };
    return measureAnswers(answered, {m_models.judge(), *m_models.classifier, reward, m_models.reference}, check);
}

}  // namespace detox
