// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/byte_alphabet.h"
#include "core/text/tokenizer.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"

namespace detox {

/// A byte-level BPE as tokenizer.json: ids 0–255 are the bytes in order, then one id per merge.
inline Json tinyByteLevelJson(const std::vector<std::string>& merges = {}) {
    Json vocabulary = Json::object();
    const ByteAlphabet alphabet;
    int next = 0;
    for (int byte = 0; byte < 256; ++byte) {
        vocabulary[alphabet.characterOf(static_cast<unsigned char>(byte))] = next++;
    }
    for (const std::string& merge : merges) {
        const std::size_t space = merge.find(' ');
        vocabulary[merge.substr(0, space) + merge.substr(space + 1)] = next++;
    }
    return {{"version", "1.0"},
            {"added_tokens", Json::array()},
            {"normalizer", nullptr},
            {"pre_tokenizer", {{"type", "ByteLevel"}, {"add_prefix_space", false}}},
            {"post_processor", {{"type", "ByteLevel"}}},
            {"decoder", {{"type", "ByteLevel"}}},
            {"model", {{"type", "BPE"}, {"vocab", vocabulary}, {"merges", merges}}}};
}

/// BERT's file over a few pieces: [PAD] 0, [UNK] 1, [CLS] 2, [SEP] 3, [MASK] 4, then `pieces`.
inline Json tinyBertJson(const std::vector<std::string>& pieces) {
    Json vocabulary = Json::object();
    Json added = Json::array();
    int next = 0;
    for (const char* token : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}) {
        added.push_back({{"id", next}, {"content", token}, {"special", true}, {"normalized", false}});
        vocabulary[token] = next++;
    }
    for (const std::string& piece : pieces) vocabulary[piece] = next++;
    return {{"added_tokens", added},
            {"normalizer", {{"type", "BertNormalizer"}, {"lowercase", true}, {"strip_accents", nullptr}}},
            {"pre_tokenizer", {{"type", "BertPreTokenizer"}}},
            {"post_processor", {{"type", "BertProcessing"}, {"cls", {"[CLS]", 2}}, {"sep", {"[SEP]", 3}}}},
            {"decoder", {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}}},
            {"model", {{"type", "WordPiece"}, {"unk_token", "[UNK]"}, {"vocab", vocabulary}}}};
}

/// A folder with a tokenizer.json.
class TinyTokenizerJson {
public:
    explicit TinyTokenizerJson(const Json& json) { write("tokenizer.json", json.dump()); }

    void write(const std::string& name, const std::string& text) const { writeText(m_folder / name, text); }
    [[nodiscard]] Result<std::unique_ptr<Tokenizer>> tryLoad(const Json& config = Json::object()) const {
        return loadTokenizer(m_folder.path(), config);
    }
    [[nodiscard]] std::unique_ptr<Tokenizer> load(const Json& config = Json::object()) const {
        return tryLoad(config).orThrow();
    }

private:
    TemporaryFolder m_folder;
};

}  // namespace detox
