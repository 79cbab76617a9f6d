// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ppo/workload.h"

#include "core/checkpoint/model_folder.h"
#include "core/models/causal_lm.h"
#include "core/models/families/families.h"
#include "core/models/sequence_classifier.h"

namespace detox::bench {

std::int64_t Workload::layerWeights() const {
    const std::int64_t attention = model.hidden * (model.qkvWidth() + model.queryWidth());
    return model.layers * (attention + 2 * model.hidden * model.intermediate);
}

std::size_t Workload::decodedBytes() const {
    return static_cast<std::size_t>(layerWeights() + headWeights()) * sizeof(float);
}

PassShape Workload::minibatchPass() const {
    return {.layers = model.layers,
            .hidden = model.hidden,
            .intermediate = model.intermediate,
            .heads = model.heads,
            .rows = minibatchSize,
            .length = promptTokens + newTokens,
            .vocabulary = model.vocabulary,
            .headRows = std::int64_t{minibatchSize} * newTokens,
            .headPasses = 1};
}

PassShape Workload::classifierPass(int texts) const {
    return {.layers = classifier.layers,
            .hidden = classifier.hidden,
            .intermediate = classifier.intermediate,
            .heads = classifier.heads,
            .rows = texts,
            .length = newTokens + 2};
}

std::vector<TokenId> Workload::prompt(int row) const {
    std::vector<TokenId> ids;
    for (int i = 0; i < promptTokens; ++i) {
        constexpr std::int64_t kStride = 7919;  // a prime, so that rows differ
        ids.push_back(static_cast<TokenId>((row * promptTokens + i + 1) * kStride % model.vocabulary));
    }
    return ids;
}

Workload readWorkload(const std::filesystem::path& world) {
    const ModelFolder model = openModelFolder(world / "lm").orThrow();
    const ModelFolder classifier = openModelFolder(world / "reward").orThrow();
    return {.world = world,
            .model = readDecoderConfig(model),
            .classifier = readEncoderConfig(classifier),
            .modelParameters = CausalLm::check(model),
            .classifierParameters = SequenceClassifier::check(classifier)};
}

}  // namespace detox::bench
