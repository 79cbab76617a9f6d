// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

namespace detox {

/// Model folders small enough to train in a test: random weights, one token per byte.

struct TinyGptNeo {
    int hidden = 16;
    int layers = 2;
    int heads = 2;
    int positions = 64;
    std::uint64_t seed = 1;
};

/// A GPT-Neo with a byte-level tokenizer: ids 0–255 are bytes, 256 is <|endoftext|>.
void writeTinyGptNeo(const std::filesystem::path& folder, const TinyGptNeo& shape = {});

struct TinyRoberta {
    int hidden = 16;
    int layers = 1;
    int heads = 2;
    int maxTokens = 126;
    std::uint64_t seed = 2;
};

/// A RoBERTa classifier with the labels "neutral" and "toxic" and a byte-level tokenizer of its own.
void writeTinyRoberta(const std::filesystem::path& folder, const TinyRoberta& shape = {});

/// RealToxicityPrompts records with harmless texts, all scored above the default threshold.
void writeTinyPrompts(const std::filesystem::path& file, int count);

}  // namespace detox
