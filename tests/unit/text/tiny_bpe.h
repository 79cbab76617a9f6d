// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include "core/text/byte_alphabet.h"
#include "core/text/tokenizer.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"
#include "tests/unit/text/random_text.h"

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

}  // namespace detox
