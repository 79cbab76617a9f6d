// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/models/decoder_config.h"
#include "core/models/encoder_config.h"
#include "core/text/tokenizer.h"
#include "tests/bench/roofline/products.h"

namespace detox::bench {

/// The models of a folder that bench_world made, and the batches of the recipe's script, with every response at full
/// length so that each update does the same work.
struct Workload {
    std::filesystem::path world;
    DecoderConfig model;
    EncoderConfig classifier;
    std::int64_t modelParameters = 0;
    std::int64_t classifierParameters = 0;

    int batchSize = 16;
    int minibatchSize = 4;
    int ppoEpochs = 4;
    int promptTokens = 15;
    int newTokens = 30;

    /// Multiplied weights of the layers, and of the head: what one token costs, and what a step of decoding reads.
    [[nodiscard]] std::int64_t layerWeights() const;
    [[nodiscard]] std::int64_t headWeights() const { return model.vocabulary * model.embedding; }
    /// What a step of decoding reads at least, in float32.
    [[nodiscard]] std::size_t decodedBytes() const;
    [[nodiscard]] int minibatches() const { return batchSize / minibatchSize; }
    /// Query and response of each row; the head reads what predicts the response.
    [[nodiscard]] PassShape minibatchPass() const;
    /// `texts` responses between their special tokens.
    [[nodiscard]] PassShape classifierPass(int texts) const;
    /// The query of row `row`.
    [[nodiscard]] std::vector<TokenId> prompt(int row) const;
};

/// Throws Error for a folder that bench_world did not make.
[[nodiscard]] Workload readWorkload(const std::filesystem::path& world);

}  // namespace detox::bench
