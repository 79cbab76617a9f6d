// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace detox {

/// Checks a sentencepiece precompiled_charsmap: 4 bytes of trie size, a double-array trie (Darts-clone units), then the
/// NUL-terminated replacements. No transition may leave the trie, go in circles or find more keys than the library's
/// buffer holds, and no value may point outside the replacements. Gives the reason of refusal, or nothing.
[[nodiscard]] std::optional<std::string> inspectCharacterMap(std::string_view blob);

}  // namespace detox
