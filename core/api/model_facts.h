// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace detox {

/// Whether a model can take a role.
struct ModelUse {
    bool possible = false;
    std::string reason;  ///< why not, one sentence; empty when possible
};

/// A LoRA adapter on top of the model (Hu et al. 2022).
struct AdapterFacts {
    std::filesystem::path folder;
    std::string base;  ///< as adapter_config.json names it
    int rank = 0;
    double alpha = 0;
    std::int64_t parameters = 0;  ///< of the adapter's own matrices
};

/// What a model folder holds and what it can be used for, told from its configuration and its files' headers: no weight
/// is read.
struct ModelFacts {
    std::filesystem::path folder;    ///< of config.json
    std::string family;              ///< config.json's model_type
    std::string architecture;        ///< config.json's first; may be empty
    std::int64_t parameters = 0;     ///< of the weights, tied ones once; 0: unknown
    std::string elementTypes;        ///< "F32", or "BF16, F32" where files mix them
    std::vector<std::string> files;  ///< the weights' files
    std::int64_t weightBytes = 0;
    std::string tokenizer;            ///< "byte-level BPE (vocab.json), 50257 tokens", or why there is none
    std::int64_t positions = 0;       ///< tokens of the longest text; 0: unknown
    std::vector<std::string> labels;  ///< of a classifier
    std::optional<AdapterFacts> adapter;
    ModelUse policy;
    ModelUse classifier;
};

}  // namespace detox
