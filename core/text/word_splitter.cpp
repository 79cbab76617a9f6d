// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/word_splitter.h"

namespace detox {
namespace {

#define DETOX_WHITE_SPACE \
    "\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}"
constexpr char kPattern[] =
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^" DETOX_WHITE_SPACE "\\p{L}\\p{N}]+|[" DETOX_WHITE_SPACE
    "]+(?![^" DETOX_WHITE_SPACE "])|[" DETOX_WHITE_SPACE "]+";
#undef DETOX_WHITE_SPACE

}  // namespace

Result<WordSplitter> WordSplitter::create() {
    auto regex = Regex::compile(kPattern);
    if (!regex) return internalError("The pre-tokenisation pattern is refused: " + regex.error().message() + ".");
    return WordSplitter(std::move(*regex));
}

void WordSplitter::split(std::string_view text, const std::function<void(std::string_view)>& take) const {
    const RegexScan scan(m_regex, text);
    std::size_t at = 0;
    while (at < text.size()) {
        const auto match = scan.find(at, RegexStart::Here);
        if (!match || match->end <= at) break;
        take(text.substr(at, match->end - at));
        at = match->end;
    }
    if (at < text.size()) take(text.substr(at));
}

}  // namespace detox
