// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generation/batch_decoder.h"

#include <algorithm>
#include <numeric>

#include <ATen/Parallel.h>

#include "core/util/error.h"

namespace detox {
namespace {

int longest(const std::vector<DecodeRow>& rows) {
    int longest = 1;
    for (const auto& row : rows) longest = std::max(longest, static_cast<int>(row.prompt.size()) + row.maxNewTokens);
    return longest;
}

std::vector<std::vector<TokenId>> promptsOf(const std::vector<DecodeRow>& rows) {
    std::vector<std::vector<TokenId>> prompts;
    for (const auto& row : rows) prompts.push_back(row.prompt);
    return prompts;
}

}  // namespace

std::optional<TokenId> endToken(const CausalLm& model) {
    return model.config().eos ? std::optional(static_cast<TokenId>(*model.config().eos)) : std::nullopt;
}

BatchDecoder::BatchDecoder(const CausalLm& model, const SamplerConfig& sampler, std::vector<DecodeRow> rows,
                           DecodingWeights weights)
    : m_rows(std::move(rows)),
      m_decoded(m_rows.size()),
      m_tokens(promptsOf(m_rows)),
      m_live(m_rows.size()),
      m_eos(endToken(model)),
      m_sampler(sampler, m_eos),
      m_decoder(model, static_cast<int>(m_rows.size()), longest(m_rows), weights) {
    std::iota(m_live.begin(), m_live.end(), std::size_t{0});
    for (const auto& row : m_rows) {
        if (row.prompt.empty()) throw internalError("A row to decode has no prompt token.");
    }
}

bool BatchDecoder::step(const std::function<void(int, TokenId)>& onToken) {
    if (m_live.empty()) return false;
    const std::span<float> logits = advance();
    const auto vocabulary = static_cast<std::size_t>(m_decoder.vocabulary());
    std::vector<DrawnToken> drawn(m_live.size());
    at::parallel_for(0, static_cast<std::int64_t>(m_live.size()), 1, [&](std::int64_t begin, std::int64_t end) {
        for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
            const std::size_t row = m_live[i];
            const auto generated = static_cast<int>(m_decoded[row].ids.size());
            RandomAddress address = m_rows[row].address;
            address.token = static_cast<std::uint32_t>(generated);
            drawn[i] = m_sampler.draw(logits.subspan(i * vocabulary, vocabulary),
                                      {.tokens = m_tokens[row], .generated = generated}, address);
        }
    });
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        append(m_live[i], drawn[i]);
        if (onToken) onToken(static_cast<int>(m_live[i]), drawn[i].id);
    }
    std::erase_if(m_live, [&](std::size_t row) {
        return m_decoded[row].endedByItself || static_cast<int>(m_decoded[row].ids.size()) >= m_rows[row].maxNewTokens;
    });
    return !m_live.empty();
}

std::span<float> BatchDecoder::advance() {
    std::vector<RowTokens> inputs;
    for (const std::size_t row : m_live) {
        const std::span<const TokenId> tokens = m_tokens[row];
        inputs.push_back({static_cast<int>(row), m_prefilled ? tokens.last(1) : tokens});
    }
    m_prefilled = true;
    return m_decoder.advance(inputs);
}

void BatchDecoder::append(std::size_t row, const DrawnToken& token) {
    m_tokens[row].push_back(token.id);
    m_decoded[row].ids.push_back(token.id);
    m_decoded[row].logprobs.push_back(token.logprob);
    m_decoded[row].endedByItself = m_eos == token.id;
}

std::vector<DecodedRow> decodeAll(const CausalLm& model, const SamplerConfig& sampler, std::vector<DecodeRow> rows,
                                  const StepCheck& check) {
    if (rows.empty()) return {};
    BatchDecoder decoder(model, sampler, std::move(rows));
    for (bool more = true; more;) {
        const ComputeTurn turn = check();
        more = decoder.step();
    }
    return decoder.rows();
}

}  // namespace detox
