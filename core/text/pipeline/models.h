// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/text/pipeline/json_part.h"
#include "core/text/token_table.h"
#include "core/text/word_model.h"

namespace detox {

enum class ModelKind { Bpe, WordPiece };

/// Which model a tokenizer.json's "model" is; files older than its "type" are told by their keys. Throws an Error that
/// names a kind that is not supported, like the functions below do with options.
[[nodiscard]] ModelKind modelKind(const JsonPart& model);

[[nodiscard]] std::unique_ptr<const WordModel> makeBpe(const JsonPart& model, const TokenTable& table);

/// `tokens`: the model's own vocabulary by id; empty strings are holes.
[[nodiscard]] std::unique_ptr<const WordModel> makeWordPiece(const JsonPart& model,
                                                             const std::vector<std::string>& tokens);

}  // namespace detox
