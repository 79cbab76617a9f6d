// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/tokenizer_base.h"

namespace detox {

/// Where a stretch of text stands: the first one of a text may get a leading space that is no part of it.
enum class Place { TextStart, Inside };

/// The space that goes before every text and stays when decoded (add_prefix_space).
enum class TextPrefix { None, Space, SpaceUnlessThere };

/// Named tokens as the slow tokenizers of transformers 4.33 treat them (tokenization_utils.py, tokenize): the text is
/// cut at all of them at once.
class SlowTokenizer : public TokenizerBase {
protected:
    SlowTokenizer(Parts parts, TextPrefix prefix) : TokenizerBase(std::move(parts)), m_prefix(prefix) {}

    /// Appends the ids of valid UTF-8 without named tokens; never empty.
    virtual void encodeSegment(std::string_view text, Place place, std::vector<TokenId>& ids) const = 0;

private:
    void encodeText(std::string_view text, std::vector<TokenId>& ids) const final;

    const TextPrefix m_prefix;
};

}  // namespace detox
