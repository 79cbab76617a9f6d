// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/causal_lm.h"
#include "core/models/sequence_classifier.h"

namespace detox {

inline constexpr std::uint64_t kTinySeed = 5;

/// Sizes that are no multiples of a vector; a window shorter than the texts.
inline CausalLm tinyLm(std::uint64_t seed = kTinySeed) {
    return CausalLm(gptNeoConfig({.vocabulary = 61,
                                  .hidden = 36,
                                  .layers = 3,
                                  .heads = 3,
                                  .positions = 40,
                                  .window = 4,
                                  .bos = 60,
                                  .eos = 60}),
                    seed);
}

inline EncoderConfig tinyEncoder() {
    return robertaConfig({.vocabulary = 50,
                          .hidden = 24,
                          .layers = 2,
                          .heads = 3,
                          .maxTokens = 20,
                          .dropout = 0.25,
                          .labels = {"nothate", "hate"}});
}

inline std::vector<std::vector<std::int32_t>> tinyRows() {
    return {{3, 14, 15, 9, 2, 6, 5}, {27, 1}, {31, 4, 15, 9, 26, 5, 35, 8, 9, 7, 9}, {42}, {6, 6, 6}};
}

}  // namespace detox
