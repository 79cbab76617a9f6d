// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prompts/prompt_sampler.h"

#include "core/util/random.h"

namespace detox {
namespace {

/// Update number under which held-out prompts draw their lengths: no training update has it.
constexpr std::uint32_t kHeldOutUpdate = 0;
constexpr std::uint64_t kHeldOutSeed = 0;

int drawnLength(const RandomAddress& address, int min, int max) {
    return static_cast<int>(randomInteger(address, min, max));
}

}  // namespace

Query makeQuery(const Tokenizer& tokenizer, std::size_t prompt, const std::string& text, int tokens) {
    Query query{.prompt = prompt, .ids = tokenizer.encode(text, SpecialTokens::Add)};
    if (query.ids.size() > static_cast<std::size_t>(tokens)) query.ids.resize(static_cast<std::size_t>(tokens));
    if (query.ids.empty()) query.ids.push_back(tokenizer.eos().value_or(0));
    query.text = tokenizer.decode(query.ids, ShowSpecial::Skip);
    return query;
}

PromptSampler::PromptSampler(std::vector<PromptRecord> prompts, const Tokenizer& tokenizer, const PromptConfig& config,
                             std::uint64_t seed)
    : m_prompts(std::move(prompts)),
      m_tokenizer(tokenizer),
      m_minTokens(config.minPromptTokens),
      m_maxTokens(config.maxPromptTokens),
      m_seed(seed),
      m_order(seed, m_prompts.size()) {}

std::vector<Query> PromptSampler::batch(int update, int batchSize) {
    std::vector<Query> queries;
    const auto first = static_cast<std::uint64_t>(update - 1) * static_cast<std::uint64_t>(batchSize);
    for (int i = 0; i < batchSize; ++i) {
        const std::size_t prompt = m_order.at(first + static_cast<std::uint64_t>(i));
        const RandomAddress address{.seed = m_seed,
                                    .purpose = RandomPurpose::PromptLength,
                                    .update = static_cast<std::uint32_t>(update),
                                    .sample = static_cast<std::uint32_t>(i)};
        queries.push_back(
            makeQuery(m_tokenizer, prompt, m_prompts[prompt].text, drawnLength(address, m_minTokens, m_maxTokens)));
    }
    return queries;
}

std::vector<Query> fixedQueries(const std::vector<PromptRecord>& prompts, const Tokenizer& tokenizer,
                                const PromptConfig& config) {
    std::vector<Query> queries;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        const RandomAddress address{.seed = kHeldOutSeed,
                                    .purpose = RandomPurpose::PromptLength,
                                    .update = kHeldOutUpdate,
                                    .sample = static_cast<std::uint32_t>(i)};
        queries.push_back(makeQuery(tokenizer, i, prompts[i].text,
                                    drawnLength(address, config.minPromptTokens, config.maxPromptTokens)));
    }
    return queries;
}

}  // namespace detox
