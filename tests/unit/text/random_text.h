// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/util/random.h"
#include "core/util/utf8.h"

namespace detox {

/// A random text: mostly few characters that merge, some from all of Unicode.
inline std::string randomText(std::uint32_t number) {
    std::string text;
    std::uint32_t draw = 0;
    const auto pick = [&](std::int64_t low, std::int64_t high) {
        return randomInteger({.seed = 77, .purpose = RandomPurpose::Bootstrap, .sample = number, .token = draw++}, low,
                             high);
    };
    const std::int64_t length = pick(0, 40);
    for (std::int64_t i = 0; i < length; ++i) {
        const std::int64_t kind = pick(0, 9);
        auto c = static_cast<char32_t>(kind < 5   ? pick(' ', '~')
                                       : kind < 6 ? pick(0, 0x20)
                                       : kind < 8 ? pick(0x80, 0x2FFF)
                                                  : pick(0x3000, 0x10FFFF));
        if (c >= 0xD800 && c <= 0xDFFF) c = U'\u00E9';
        utf8::append(text, c);
    }
    return text;
}

/// Sentences of a few common words: something for a vocabulary to learn.
inline std::vector<std::string> plainSentences(std::uint32_t count) {
    constexpr std::array kWords = {"the",  "cat",   "sat",   "on",   "a",    "mat",  "and",   "there",     "then",
                                   "this", "other", "water", "over", "ever", "here", "where", "caf\u00E9", "naïve"};
    std::vector<std::string> sentences;
    for (std::uint32_t i = 0; i < count; ++i) {
        std::string sentence;
        for (std::uint32_t k = 0; k < 8; ++k) {
            const auto word = randomInteger({.seed = 3, .sample = i, .token = k}, 0, kWords.size() - 1);
            sentence += (k == 0 ? "" : " ") + std::string(kWords[static_cast<std::size_t>(word)]);
        }
        sentences.push_back(sentence + (i % 3 == 0 ? "!" : "."));
    }
    return sentences;
}

}  // namespace detox
