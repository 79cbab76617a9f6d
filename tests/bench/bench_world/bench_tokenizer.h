// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace detox::bench {

/// Which special tokens a byte-level BPE has, and where.
enum class TokenizerLayout {
    Gpt2,     ///< <|endoftext|> last
    Roberta,  ///< <s>, <pad>, </s>, <unk> first, <mask> last
};

/// Writes a tokenizer of exactly `vocabulary` tokens: the printable ASCII characters and the space, then every pair,
/// then triples and fours as far as they go, of a capital letter or a space followed by small letters. No other letters
/// merge, so that a text of such tokens falls into the same tokens again whoever reads it. Throws Error.
void writeBenchTokenizer(const std::filesystem::path& folder, TokenizerLayout layout, std::int64_t vocabulary);

/// A text of `tokens` tokens of three letters, other ones for every `number`.
[[nodiscard]] std::string benchText(std::uint64_t number, int tokens);

}  // namespace detox::bench
