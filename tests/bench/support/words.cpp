// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/support/words.h"

namespace detox::bench {
namespace {

bool isWordByte(unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '_' || c >= 0x80;
}

}  // namespace

std::vector<std::string> wordsOf(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    const auto end = [&] {
        if (word.size() >= 2) words.push_back(word);
        word.clear();
    };
    for (const char c : text) {
        const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if (isWordByte(static_cast<unsigned char>(low))) {
            word += low;
        } else {
            end();
        }
    }
    end();
    return words;
}

}  // namespace detox::bench
