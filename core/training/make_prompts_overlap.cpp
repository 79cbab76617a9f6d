// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/make_prompts_overlap.h"

#include <algorithm>

namespace detox {
namespace {

constexpr std::uint64_t kFnvStart = 14695981039346656037ULL;
constexpr std::uint64_t kFnvPrime = 1099511628211ULL;

bool isWordByte(unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

unsigned char lower(unsigned char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<unsigned char>(c + ('a' - 'A')) : c;
}

std::vector<std::uint64_t> wordHashes(std::string_view text) {
    std::vector<std::uint64_t> words;
    std::uint64_t hash = kFnvStart;
    bool inside = false;
    const auto end = [&] {
        if (inside) words.push_back(hash);
        hash = kFnvStart;
        inside = false;
    };
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (!isWordByte(byte)) {
            end();
            continue;
        }
        hash = (hash ^ lower(byte)) * kFnvPrime;
        inside = true;
    }
    end();
    return words;
}

std::uint64_t combined(const std::uint64_t* words, std::size_t count) {
    std::uint64_t hash = kFnvStart;
    for (std::size_t i = 0; i < count; ++i) hash = (hash ^ (words[i] + (words[i] >> 29U))) * kFnvPrime + i;
    return hash;
}

/// The hash of every run of the text, or of the whole text where it is shorter.
std::vector<std::uint64_t> runHashes(const std::vector<std::uint64_t>& words) {
    const std::size_t run = std::min(words.size(), WordOverlap::kRun);
    std::vector<std::uint64_t> runs;
    for (std::size_t i = 0; run > 0 && i + run <= words.size(); ++i) runs.push_back(combined(&words[i], run));
    return runs;
}

}  // namespace

void WordOverlap::add(std::string_view text) {
    const auto words = wordHashes(text);
    const auto runs = runHashes(words);
    (words.size() < kRun ? m_shorter : m_runs).insert(runs.begin(), runs.end());
}

bool WordOverlap::shares(std::string_view text) const {
    const auto words = wordHashes(text);
    const auto& known = words.size() < kRun ? m_shorter : m_runs;
    return std::ranges::any_of(runHashes(words), [&](std::uint64_t run) { return known.contains(run); });
}

}  // namespace detox
