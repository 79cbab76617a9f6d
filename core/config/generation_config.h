// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/field.h"

namespace detox {

/// How a token is drawn from the model's distribution. Greedy ignores the rest.
struct SamplerConfig {
    bool greedy = false;
    double temperature = 1.0;
    int topK = 0;                    ///< 0: all tokens
    double topP = 1.0;               ///< 1: all tokens
    double repetitionPenalty = 1.0;  ///< Keskar et al. 2019 (CTRL), 4.1; 1: none
    int noRepeatNgram = 0;           ///< no n tokens in a row occur twice; 0: off
    int minNewTokens = 0;            ///< the end-of-text token cannot be drawn before
};

template <class V>
void describe(V& v, SamplerConfig& c) {
    v.field(c.greedy, {.key = "greedy",
                       .label = "Greedy",
                       .help = "Always take the most likely token; ignores the other sampling settings."});
    v.field(c.temperature, {.key = "temperature",
                            .label = "Temperature",
                            .range = {0.01, 100},
                            .help = "Divides the logits before sampling; 1 is the model's own distribution."});
    v.field(c.topK, {.key = "topK",
                     .label = "Top-k",
                     .unit = "tokens",
                     .range = {0, 1'000'000},
                     .help = "Keep only the k most likely tokens; 0 keeps all."});
    v.field(c.topP, {.key = "topP",
                     .label = "Top-p",
                     .range = {0.001, 1},
                     .help = "Keep the most likely tokens up to this total probability; 1 keeps all."});
    v.field(c.repetitionPenalty, {.key = "repetitionPenalty",
                                  .label = "Repetition penalty",
                                  .range = {0.1, 10},
                                  .help = "Above 1 makes tokens that occurred before less likely; 1 is off."});
    v.field(c.noRepeatNgram, {.key = "noRepeatNgram",
                              .label = "No repeated n-gram",
                              .unit = "tokens",
                              .range = {0, 100},
                              .help = "No sequence of this many tokens occurs twice; 0 is off."});
    v.field(c.minNewTokens,
            {.key = "minNewTokens",
             .label = "Length floor",
             .unit = "tokens",
             .range = {0, 4096},
             .help = "The response cannot end before this many tokens; guards against answers that just "
                     "stop. 0 is off."});
}

/// Length limit of a training response, drawn uniformly per response, both ends inclusive. The recipe's page says
/// 20–30.
struct ResponseLengthConfig {
    int minResponseTokens = 20;
    int maxResponseTokens = 30;
};

template <class V>
void describe(V& v, ResponseLengthConfig& c) {
    v.field(c.minResponseTokens,
            {.key = "minResponseTokens",
             .label = "Response length from",
             .unit = "tokens",
             .range = {1, 4096},
             .help = "Smallest length limit of a response; each response draws its limit uniformly.",
             .level = Level::Essential});
    v.field(c.maxResponseTokens, {.key = "maxResponseTokens",
                                  .label = "Response length to",
                                  .unit = "tokens",
                                  .range = {1, 4096},
                                  .help = "Largest length limit of a response, inclusive.",
                                  .level = Level::Essential});
}

/// Sampler and length of training responses.
struct GenerationConfig {
    ResponseLengthConfig length;
    SamplerConfig sampler;
};

template <class V>
void describe(V& v, GenerationConfig& c) {
    describe(v, c.length);
    describe(v, c.sampler);
}

}  // namespace detox
