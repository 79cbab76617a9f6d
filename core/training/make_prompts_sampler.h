// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/generation/batch_decoder.h"
#include "core/models/causal_lm.h"
#include "core/text/tokenizer.h"
#include "core/util/step_check.h"

namespace detox {

/// The beginning of a text that a model wrote.
struct PromptCandidate {
    std::vector<TokenId> ids;  ///< what encode gives for `text`
    std::string text;
};

struct Continuation {
    std::string text;    ///< as it follows the prompt, with its leading space
    std::string scored;  ///< decoded by itself, as responses are scored
};

/// Draws texts from a model at temperature 1. Draws are addressed by (seed, ProbeSampling, round, row): the same seed
/// gives the same texts. `check` is called before each token.
class BeginningSampler {
public:
    static constexpr std::size_t kShortest = 10;  ///< tokens of a prompt
    static constexpr std::size_t kLongest = 15;

    /// Throws Error: a model that cannot be loaded, or one without an end-of-text token to begin a text with.
    BeginningSampler(const ModelFolder& folder, std::uint64_t seed);

    /// Begins `count` texts and cuts each where a word ends, after kShortest to kLongest tokens. Those that end sooner,
    /// have no word end there, or whose tokens are not those of their text are left out.
    [[nodiscard]] std::vector<PromptCandidate> beginnings(int count, const StepCheck& check);
    /// `each` continuations of 20 to 30 tokens of every candidate, candidate by candidate.
    [[nodiscard]] std::vector<std::vector<Continuation>> continuations(const std::vector<PromptCandidate>& candidates,
                                                                       int each, const StepCheck& check);

private:
    [[nodiscard]] bool endsWord(const std::vector<TokenId>& ids, std::size_t length) const;
    [[nodiscard]] std::vector<DecodedRow> decode(std::vector<DecodeRow> rows, const StepCheck& check) const;

    std::uint64_t m_seed;
    CausalLm m_model;
    std::unique_ptr<Tokenizer> m_tokenizer;
    TokenId m_start = 0;
    std::uint32_t m_round = 0;
};

}  // namespace detox
