// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/generation_config.h"
#include "core/util/result.h"

namespace detox {

/// What to decode. Row i draws with sample number firstSample + i, so a row's text depends on (seed, its sample number)
/// and not on the batch.
struct GenerationRequest {
    std::vector<std::string> prompts;  ///< one row each
    int maxNewTokens = 64;
    SamplerConfig sampler;
    std::uint64_t seed = 0;
    int firstSample = 0;
};

/// A piece of text that became whole: never half a character.
struct GeneratedPiece {
    int row = 0;
    std::int32_t id = 0;
    std::string_view text;  ///< valid during the call; may be empty while a character is incomplete
};

class GenerationObserver {
public:
    virtual ~GenerationObserver() = default;
    virtual void onPiece(const GeneratedPiece& piece) = 0;
};

struct GeneratedText {
    std::string text;               ///< the continuation without special tokens
    std::vector<std::int32_t> ids;  ///< with the ending token, if it was drawn
    std::vector<float> logprobs;    ///< of the raw softmax at temperature 1, one per id
    bool endedByItself = false;
};

/// A batch being decoded, one token per live row and step. Used by one thread.
class Decoding {
public:
    virtual ~Decoding() = default;
    /// Decodes one token for every live row; false when no row is live any more. Throws nothing; a failure ends it.
    virtual Result<bool> step(GenerationObserver& observer) = 0;
    [[nodiscard]] virtual std::vector<GeneratedText> texts() const = 0;
};

/// A loaded causal model with its tokenizer.
class TextGenerator {
public:
    virtual ~TextGenerator() = default;
    /// The Decoding refers to this generator, which must outlive it.
    [[nodiscard]] virtual Result<std::unique_ptr<Decoding>> begin(const GenerationRequest& request) = 0;
    [[nodiscard]] virtual std::string name() const = 0;
    [[nodiscard]] virtual std::int64_t parameters() const = 0;
};

struct TextScore {
    std::vector<double> logits;  ///< [labels]
    double toxicity = 0;         ///< P(toxic): 1 − P(neutral), or the toxic sigmoid of a multi-label model
    double neutralScore = 0;     ///< the neutral logit (DESIGN 7.3)
};

/// A loaded toxicity classifier.
class TextScorer {
public:
    virtual ~TextScorer() = default;
    [[nodiscard]] virtual Result<std::vector<TextScore>> score(const std::vector<std::string>& texts) = 0;
    [[nodiscard]] virtual std::vector<std::string> labels() const = 0;
    [[nodiscard]] virtual std::string neutralLabel() const = 0;
};

}  // namespace detox
