// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/diversity.h"

#include <cstdint>
#include <set>
#include <string_view>
#include <utility>

namespace detox {
namespace {

constexpr std::string_view kWhiteSpace = " \t\n\r\f\v";

std::vector<std::string_view> wordsOf(std::string_view text) {
    std::vector<std::string_view> words;
    for (std::size_t begin = text.find_first_not_of(kWhiteSpace); begin != text.npos;) {
        const std::size_t end = std::min(text.find_first_of(kWhiteSpace, begin), text.size());
        words.push_back(text.substr(begin, end - begin));
        begin = text.find_first_not_of(kWhiteSpace, end);
    }
    return words;
}

}  // namespace

double distinct2(const std::vector<std::string>& texts) {
    std::set<std::pair<std::string_view, std::string_view>> unique;
    std::int64_t total = 0;
    for (const auto& text : texts) {
        const auto words = wordsOf(text);
        for (std::size_t i = 1; i < words.size(); ++i, ++total) unique.emplace(words[i - 1], words[i]);
    }
    return total == 0 ? 0.0 : static_cast<double>(unique.size()) / static_cast<double>(total);
}

}  // namespace detox
