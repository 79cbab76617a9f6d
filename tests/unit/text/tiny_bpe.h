// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include "core/text/byte_alphabet.h"
#include "core/text/tokenizer.h"
#include "core/util/random.h"
#include "core/util/utf8.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"

namespace detox {

/// A folder with a byte-level BPE: ids 0–255 are the bytes in order, then one id per merge, then `extra`.
class TinyBpe {
public:
    explicit TinyBpe(const std::vector<std::string>& merges = {},
                     const std::vector<std::string>& extra = {"<|endoftext|>"}) {
        Json vocabulary = Json::object();
        const ByteAlphabet alphabet;
        int next = 0;
        for (int byte = 0; byte < 256; ++byte) {
            vocabulary[alphabet.characterOf(static_cast<unsigned char>(byte))] = next++;
        }
        std::string rules = "#version: 0.2\n";
        for (const std::string& merge : merges) {
            rules += merge + "\n";
            const std::size_t space = merge.find(' ');
            vocabulary[merge.substr(0, space) + merge.substr(space + 1)] = next++;
        }
        for (const std::string& token : extra) vocabulary[token] = next++;
        write("vocab.json", vocabulary.dump());
        write("merges.txt", rules);
    }

    void write(const std::string& name, const std::string& text) const { writeText(m_folder / name, text); }
    [[nodiscard]] Result<std::unique_ptr<Tokenizer>> tryLoad(const Json& config = {{"model_type", "gpt2"}}) const {
        return loadTokenizer(m_folder.path(), config);
    }
    [[nodiscard]] std::unique_ptr<Tokenizer> load(const Json& config = {{"model_type", "gpt2"}}) const {
        auto tokenizer = tryLoad(config);
        if (!tokenizer) throw std::runtime_error(tokenizer.error().message());
        return std::move(*tokenizer);
    }

private:
    TemporaryFolder m_folder;
};

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

}  // namespace detox
