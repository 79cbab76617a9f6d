// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bench_world/bench_tokenizer.h"

#include <string_view>
#include <utility>
#include <vector>

#include "core/text/byte_alphabet.h"
#include "core/util/error.h"
#include "core/util/files.h"
#include "core/util/json.h"

namespace detox::bench {
namespace {

constexpr std::string_view kSmall = "abcdefghijklmnopqrstuvwxyz";

struct Vocabulary {
    std::vector<std::string> tokens;
    std::string merges = "#version: 0.2\n";
};

/// As many tokens as fit, each one of `stems` with a small letter behind it. → those added
std::vector<std::string> grow(Vocabulary& vocabulary, const std::vector<std::string>& stems, std::size_t size) {
    std::vector<std::string> grown;
    for (const std::string& stem : stems) {
        for (const char letter : kSmall) {
            if (vocabulary.tokens.size() == size) return grown;
            vocabulary.merges += stem + " " + letter + "\n";
            vocabulary.tokens.push_back(stem + letter);
            grown.push_back(vocabulary.tokens.back());
        }
    }
    return grown;
}

Vocabulary build(std::vector<std::string> before, std::size_t after, std::size_t size) {
    const ByteAlphabet alphabet;
    Vocabulary vocabulary{.tokens = std::move(before)};
    std::vector<std::string> stems;
    for (unsigned char byte = ' '; byte <= '~'; ++byte) {
        vocabulary.tokens.push_back(alphabet.characterOf(byte));
        if (byte == ' ' || (byte >= 'A' && byte <= 'Z')) stems.push_back(vocabulary.tokens.back());
    }
    while (vocabulary.tokens.size() + after < size && !stems.empty()) stems = grow(vocabulary, stems, size - after);
    return vocabulary;
}

}  // namespace

void writeBenchTokenizer(const std::filesystem::path& folder, TokenizerLayout layout, std::int64_t vocabulary) {
    const bool roberta = layout == TokenizerLayout::Roberta;
    auto before = roberta ? std::vector<std::string>{"<s>", "<pad>", "</s>", "<unk>"} : std::vector<std::string>{};
    Vocabulary built = build(std::move(before), 1, static_cast<std::size_t>(vocabulary));
    built.tokens.emplace_back(roberta ? "<mask>" : "<|endoftext|>");
    Json ids = Json::object();
    for (std::size_t id = 0; id < built.tokens.size(); ++id) ids[built.tokens[id]] = id;
    const Json settings = {{"tokenizer_class", roberta ? "RobertaTokenizer" : "GPT2Tokenizer"}};
    writeFileAtomically(folder / "vocab.json", ids.dump()).orThrow();
    writeFileAtomically(folder / "merges.txt", built.merges).orThrow();
    writeFileAtomically(folder / "tokenizer_config.json", settings.dump()).orThrow();
}

std::string benchText(std::uint64_t number, int tokens) {
    std::string text;
    std::uint64_t state = number * 2 + 1;
    for (int i = 0; i < tokens; ++i) {
        state = state * 6364136223846793005U + 1442695040888963407U;  // Knuth's MMIX
        text += {' ', kSmall[(state >> 33U) % kSmall.size()], kSmall[(state >> 43U) % kSmall.size()]};
    }
    return text;
}

}  // namespace detox::bench
