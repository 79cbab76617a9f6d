// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/text/pipeline/json_part.h"

namespace detox {

/// How tokens become text again (huggingface/tokenizers src/decoders).
struct Decoder {
    enum class Kind { ByteLevel, WordPiece };
    Kind kind = Kind::ByteLevel;
    std::string continuing;  ///< WordPiece: what marks a token that goes on inside a word
    bool tidies = false;     ///< WordPiece: no space before punctuation and contractions ("cleanup")
};

/// The "decoder" of a tokenizer.json; throws an Error that names a step it does not know.
[[nodiscard]] Decoder readDecoder(const JsonPart& json);

/// What a WordPiece token adds inside a text: a space and itself, or itself without the mark.
[[nodiscard]] std::string wordPieceText(const std::string& token, const Decoder& decoder);

}  // namespace detox
