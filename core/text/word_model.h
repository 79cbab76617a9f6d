// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

#include "core/text/tokenizer.h"

namespace detox {

/// Turns one word, as the pre-tokenisation cut it, into ids. Immutable to the caller; may be used from any thread.
class WordModel {
public:
    virtual ~WordModel() = default;
    /// Appends the word's ids. Precondition: valid UTF-8.
    virtual void encode(std::string_view word, std::vector<TokenId>& ids) const = 0;
};

}  // namespace detox
