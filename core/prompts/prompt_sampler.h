// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/config/prompt_config.h"
#include "core/prompts/prompt_order.h"
#include "core/prompts/prompt_reader.h"
#include "core/text/tokenizer.h"

namespace detox {

/// A prompt cut to its drawn length.
struct Query {
    std::size_t prompt = 0;  ///< index into the training prompts
    std::vector<TokenId> ids;
    std::string text;  ///< what the ids decode to
};

/// Cuts `text` to its first `tokens` tokens; a shorter one stays whole. Never empty: a text without tokens gives the
/// end-of-text token, or token 0.
[[nodiscard]] Query makeQuery(const Tokenizer& tokenizer, std::size_t prompt, const std::string& text, int tokens);

/// The queries of training updates. Length n ~ uniform [minPromptTokens, maxPromptTokens] inclusive, addressed by
/// (seed, update, sample); which prompt, by PromptOrder. A pure function of (seed, update): no cursor to restore.
class PromptSampler {
public:
    /// `tokenizer` is not owned and outlives the sampler. Precondition: prompts not empty.
    PromptSampler(std::vector<PromptRecord> prompts, const Tokenizer& tokenizer, const PromptConfig& config,
                  std::uint64_t seed);

    /// `update` is 1-based; every call of a run uses the same batch size.
    [[nodiscard]] std::vector<Query> batch(int update, int batchSize);

private:
    std::vector<PromptRecord> m_prompts;
    const Tokenizer& m_tokenizer;
    int m_minTokens;
    int m_maxTokens;
    std::uint64_t m_seed;
    PromptOrder m_order;
};

/// Held-out prompts cut at fixed lengths that depend on their index only, so that every model and every run answers the
/// same queries.
[[nodiscard]] std::vector<Query> fixedQueries(const std::vector<PromptRecord>& prompts, const Tokenizer& tokenizer,
                                              const PromptConfig& config);

}  // namespace detox
