// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/checkpoint/model_folder.h"
#include "core/models/causal_lm.h"
#include "core/models/sequence_classifier.h"
#include "tests/support/pretrained_layout.h"
#include "tests/support/source_contents.h"

namespace detox {

[[nodiscard]] inline bool isClassifier(const Json& config) {
    const Json& type = config.at("model_type");
    return type == "roberta" || type == "bert" || type == "distilbert";
}

/// Reads the model in `from` and writes it into the existing folder `to`.
inline void importAndSave(const std::filesystem::path& from, const std::filesystem::path& to,
                          const WeightsFormat& format) {
    const ModelFolder folder = openModelFolder(from).orThrow();
    if (isClassifier(folder.config)) {
        SequenceClassifier::load(folder).save(to, format);
    } else {
        CausalLm::load(folder).save(to, format);
    }
}

/// The tensors of the weights in `folder`, as they lie there.
[[nodiscard]] inline std::map<std::string, TensorContents> weightsIn(const std::filesystem::path& folder) {
    return contentsOf(*openWeights(openModelFolder(folder).orThrow()).orThrow());
}

[[nodiscard]] inline TensorShapes shapesOf(const std::map<std::string, TensorContents>& tensors) {
    TensorShapes shapes;
    for (const auto& [name, tensor] : tensors) shapes.emplace(name, tensor.shape);
    return shapes;
}

/// config.json without what an export says of the weights beside it.
[[nodiscard]] inline Json withoutWeightFacts(Json config) {
    for (const char* key : {"architectures", "torch_dtype", "tie_word_embeddings", "id2label", "label2id"}) {
        config.erase(key);
    }
    return config;
}

}  // namespace detox
