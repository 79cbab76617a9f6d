// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_level_bpe.h"

#include "core/text/bpe_model.h"
#include "core/text/byte_alphabet.h"
#include "core/text/slow_tokenizer.h"
#include "core/text/vocabulary_json.h"
#include "core/text/word_splitter.h"
#include "core/util/files.h"

namespace detox {
namespace {

class ByteLevelBpe final : public SlowTokenizer {
public:
    using SlowTokenizer::Parts;

    ByteLevelBpe(Parts parts, TextPrefix prefix, std::unique_ptr<const WordModel> model, WordSplitter splitter)
        : SlowTokenizer(std::move(parts), prefix), m_model(std::move(model)), m_splitter(std::move(splitter)) {}

private:
    void encodeSegment(std::string_view text, Place, std::vector<TokenId>& ids) const override {
        m_splitter.split(text, [&](std::string_view word) { m_model->encode(word, ids); });
    }

    const std::unique_ptr<const WordModel> m_model;
    const WordSplitter m_splitter;
};

Result<std::vector<std::string>> readTokens(const std::filesystem::path& file) {
    auto json = readJson(file);
    if (!json) return json.error();
    return readVocabulary(*json, file.string());
}

Result<std::unique_ptr<const WordModel>> readModel(const std::filesystem::path& file, const TokenTable& table,
                                                   const ByteAlphabet& alphabet) {
    auto text = readFile(file);
    if (!text) return text.error();
    auto merges = BpeMerges::parse(*text, file.string());
    if (!merges) return merges.error();
    const auto unknown = table.role("unk_token");
    for (unsigned byte = 0; byte < 256 && !unknown; ++byte) {
        const std::string& character = alphabet.characterOf(static_cast<unsigned char>(byte));
        if (table.idOf(character)) continue;
        return invalidInput(file.string() + ": the vocabulary beside it lacks '" + character +
                            "' and names no unk_token.");
    }
    return std::unique_ptr<const WordModel>(
        std::make_unique<BpeModel>(std::move(*merges), table, BpeOptions{.unknown = unknown}));
}

/// Special and added tokens as they are written; the rest through the byte alphabet.
std::vector<std::string> bytesByToken(const TokenTable& table, const ByteAlphabet& alphabet) {
    std::vector<std::string> bytes;
    for (TokenId id = 0; id < table.size(); ++id) {
        const std::string& content = table.contentOf(id);
        auto decoded = table.isAdded(id) ? std::nullopt : alphabet.bytesOf(content);
        bytes.push_back(decoded ? std::move(*decoded) : content);
    }
    return bytes;
}

TextPrefix prefixOf(const TokenizerSettings& settings) {
    if (!settings.addPrefixSpace) return TextPrefix::None;
    return settings.kind == TokenizerKind::Roberta ? TextPrefix::SpaceUnlessThere : TextPrefix::Space;
}

void wrap(ByteLevelBpe::Parts& parts, const TokenizerSettings& settings) {
    const auto add = [&](std::vector<TokenId>& to, const char* role) {
        if (const auto id = parts.table.role(role)) to.push_back(*id);
    };
    if (settings.kind == TokenizerKind::Roberta) {
        add(parts.before, "cls_token");
        add(parts.after, "sep_token");
    } else if (settings.addBos) {
        add(parts.before, "bos_token");
    }
}

}  // namespace

Result<std::unique_ptr<Tokenizer>> loadByteLevelBpe(const std::filesystem::path& folder,
                                                    const TokenizerSettings& settings) {
    const ByteAlphabet alphabet;
    auto tokens = readTokens(folder / "vocab.json");
    if (!tokens) return tokens.error();
    auto table = TokenTable::create(std::move(*tokens), settings, folder.string());
    if (!table) return table.error();
    auto model = readModel(folder / "merges.txt", *table, alphabet);
    if (!model) return model.error();
    auto splitter = WordSplitter::create();
    if (!splitter) return splitter.error();
    auto bytes = bytesByToken(*table, alphabet);
    ByteLevelBpe::Parts parts{std::move(*table), std::move(bytes), {}, {}, DroppedSpace::None};
    wrap(parts, settings);
    return std::unique_ptr<Tokenizer>(
        std::make_unique<ByteLevelBpe>(std::move(parts), prefixOf(settings), std::move(*model), std::move(*splitter)));
}

}  // namespace detox
