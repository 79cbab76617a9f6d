// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "core/text/pipeline/json_part.h"

namespace detox {

using TakePiece = std::function<void(std::string_view)>;

/// One step that cuts text into pieces. Immutable.
class PreTokenizerStep {
public:
    virtual ~PreTokenizerStep() = default;
    /// Calls `take` with each piece in order; a piece lives only during its call. Precondition: valid UTF-8.
    virtual void split(std::string_view text, const TakePiece& take) const = 0;
};

/// The "pre_tokenizer" of a tokenizer.json (huggingface/tokenizers src/pre_tokenizers). Pieces stay raw text: the byte
/// alphabet that ByteLevel writes them in is the model's affair, so nothing may follow that step.
class PreTokenizer {
public:
    /// Nothing: a text is one word. Throws an Error that names a step it does not know.
    explicit PreTokenizer(const std::optional<JsonPart>& json);

    void split(std::string_view text, const TakePiece& take) const { splitFrom(0, text, take); }
    [[nodiscard]] bool isByteLevel() const { return m_isByteLevel; }

private:
    void add(const JsonPart& json);
    void splitFrom(std::size_t step, std::string_view text, const TakePiece& take) const;

    std::vector<std::unique_ptr<const PreTokenizerStep>> m_steps;
    bool m_isByteLevel = false;
};

}  // namespace detox
