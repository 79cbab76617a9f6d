// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/generation/cached_decoder.h"
#include "core/generation/sampler.h"
#include "core/util/step_check.h"

namespace detox {

/// One response to decode. Its draws are addressed by (seed, purpose, update, sample, index in the response).
struct DecodeRow {
    std::vector<TokenId> prompt;  ///< at least one token
    int maxNewTokens = 1;
    RandomAddress address;
};

struct DecodedRow {
    std::vector<TokenId> ids;     ///< the end token included when it was drawn
    std::vector<float> logprobs;  ///< one per id, raw softmax at temperature 1
    bool endedByItself = false;
};

/// What ends a response of the model; nothing when its config names no end token.
[[nodiscard]] std::optional<TokenId> endToken(const CausalLm& model);

/// Decodes rows together: one prefill, then a token per live row and step; a row that ends leaves the batch. What a row
/// becomes does not depend on the others.
class BatchDecoder {
public:
    /// Throws Error when a row does not fit the model.
    BatchDecoder(const CausalLm& model, const SamplerConfig& sampler, std::vector<DecodeRow> rows,
                 DecodingWeights weights = DecodingWeights::Float32);

    /// One token for every live row; false when none is live any more. `onToken` (may be empty) is told each in row
    /// order.
    bool step(const std::function<void(int row, TokenId id)>& onToken = {});

    [[nodiscard]] const std::vector<DecodedRow>& rows() const { return m_decoded; }

private:
    [[nodiscard]] std::span<float> advance();
    void append(std::size_t row, const DrawnToken& token);

    std::vector<DecodeRow> m_rows;
    std::vector<DecodedRow> m_decoded;
    std::vector<std::vector<TokenId>> m_tokens;  // prompt and response
    std::vector<std::size_t> m_live;
    std::optional<TokenId> m_eos;
    Sampler m_sampler;
    CachedDecoder m_decoder;
    bool m_prefilled = false;
};

/// Decodes to the end; `check` is called before each token.
[[nodiscard]] std::vector<DecodedRow> decodeAll(const CausalLm& model, const SamplerConfig& sampler,
                                                std::vector<DecodeRow> rows, const StepCheck& check = stopCheck({}));

}  // namespace detox
