// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/util/result.h"

namespace detox {

/// sentencepiece_model.proto's SentencePiece.Type.
enum class PieceType { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };

struct SentencePieceEntry {
    std::string text;
    PieceType type = PieceType::Normal;
};

/// What a validated sentencepiece model declares.
struct SentencePieceFacts {
    std::vector<SentencePieceEntry> pieces;  ///< by id
    bool addDummyPrefix = true;
    bool removeExtraWhitespaces = true;
    bool escapeWhitespaces = true;
    bool spaceAsSuffix = false;
};

/// Checks a serialized sentencepiece model before the library sees it: sizes, pieces, and that no offset in a
/// precompiled character map leads outside it (the library checks none of these and reads out of bounds,
/// CVE-2026-1260). `name` is what errors call the model.
[[nodiscard]] Result<SentencePieceFacts> inspectSentencePiece(std::string_view model, const std::string& name);

}  // namespace detox
