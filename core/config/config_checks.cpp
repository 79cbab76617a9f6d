// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include <string>

#include "core/config/run_config.h"

namespace detox {
namespace {

/// The divisor of `whole` nearest to `wanted`, the larger one on a tie.
int nearestDivisor(int whole, int wanted) {
    int best = 1;
    for (int d = 1; d <= whole; ++d) {
        if (whole % d == 0 && std::abs(d - wanted) <= std::abs(best - wanted)) best = d;
    }
    return best;
}

class Checker {
public:
    void require(bool holds, const char* key, std::string message) {
        if (!holds) problems.push_back({key, std::move(message)});
    }
    std::vector<Problem> problems;
};

void checkBatch(Checker& check, const PpoConfig& ppo) {
    check.require(ppo.batchSize % ppo.minibatchSize == 0, "minibatchSize",
                  "Must divide the batch size " + std::to_string(ppo.batchSize) + ". Try " +
                      std::to_string(nearestDivisor(ppo.batchSize, ppo.minibatchSize)) + ".");
    const int minibatches = ppo.batchSize / ppo.minibatchSize;
    check.require(minibatches == 0 || minibatches % ppo.accumulationSteps == 0, "accumulationSteps",
                  "Must divide the " + std::to_string(minibatches) + " minibatches of a batch. Try " +
                      std::to_string(nearestDivisor(minibatches, ppo.accumulationSteps)) + ".");
}

void checkLengths(Checker& check, const RunConfig& config) {
    const auto& prompts = config.prompts;
    const auto& length = config.generation.length;
    check.require(prompts.minPromptTokens <= prompts.maxPromptTokens, "maxPromptTokens",
                  "Must be at least " + std::to_string(prompts.minPromptTokens) + ", the prompt length's lower end.");
    check.require(
        length.minResponseTokens <= length.maxResponseTokens, "maxResponseTokens",
        "Must be at least " + std::to_string(length.minResponseTokens) + ", the response length's lower end.");
    check.require(config.generation.sampler.minNewTokens <= length.maxResponseTokens, "minNewTokens",
                  "Must be at most " + std::to_string(length.maxResponseTokens) + ", the longest response.");
}

}  // namespace

std::vector<Problem> crossCheck(const RunConfig& config) {
    Checker check;
    check.require(!config.models.model.empty(), "model", "Choose the model to detoxify.");
    check.require(!config.models.classifier.empty(), "classifier", "Choose the classifier that gives the reward.");
    check.require(!config.prompts.promptFile.empty(), "promptFile", "Choose a prompt set.");
    checkBatch(check, config.ppo);
    checkLengths(check, config);
    check.require(!config.reward.normaliseScores || config.reward.scaleScores, "normaliseScores",
                  "Needs scaled scores. Switch on 'Scale scores' too.");
    check.require(config.ppo.entropyTarget == 0 || config.ppo.entropyCoef > 0, "entropyTarget",
                  "Needs an entropy weight to pull with. Try 0.25.");
    check.require(config.lora.loraDropout == 0 || config.lora.loraRank > 0, "loraDropout",
                  "Needs adapters whose input it drops. Set the LoRA rank, for example to 8.");
    check.require(
        config.ppo.sharedLayers == 0 || config.lora.loraRank == 0, "sharedLayers",
        "Cannot be used with LoRA, whose reference shares every layer already. Set it or the LoRA rank to 0.");
    check.require(!config.ppo.gradientCheckpointing || config.lora.loraDropout == 0, "gradientCheckpointing",
                  "Cannot be used with LoRA dropout, which would drop other elements the second time. Set one of them "
                  "to off.");
    check.require(!config.generation.sampler.greedy, "greedy", "PPO needs sampled responses. Switch greedy off.");
    return std::move(check.problems);
}

}  // namespace detox
