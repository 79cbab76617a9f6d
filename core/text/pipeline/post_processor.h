// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/text/pipeline/json_part.h"
#include "core/text/tokenizer.h"

namespace detox {

/// What stands around a text when special tokens are added.
struct Surroundings {
    std::vector<TokenId> before;
    std::vector<TokenId> after;
};

/// The "post_processor" of a tokenizer.json for one text (huggingface/tokenizers src/processors). Throws an Error that
/// names a step it does not know. Ids are not compared with the vocabulary.
[[nodiscard]] Surroundings readPostProcessor(const std::optional<JsonPart>& json);

}  // namespace detox
