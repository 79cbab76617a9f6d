// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_level_bpe.h"

#include "core/text/bpe_merges.h"
#include "core/text/byte_alphabet.h"
#include "core/text/tokenizer_base.h"
#include "core/text/word_cache.h"
#include "core/text/word_splitter.h"
#include "core/util/files.h"

namespace detox {
namespace {

constexpr TokenId kNone = -1;
constexpr std::int64_t kMaxId = 10'000'000;

/// What turns one word into ids. `ids` and `ofByte` are by symbol and by byte.
struct Merging {
    BpeMerges merges;
    std::array<BpeMerges::Symbol, 256> ofByte{};
    std::vector<TokenId> ids;  ///< kNone: not in the vocabulary
};

class ByteLevelBpe final : public TokenizerBase {
public:
    ByteLevelBpe(Parts parts, Merging merging, WordSplitter splitter)
        : TokenizerBase(std::move(parts)), m_merging(std::move(merging)), m_splitter(std::move(splitter)) {}

    using TokenizerBase::Parts;

private:
    void encodeSegment(std::string_view text, Place, std::vector<TokenId>& ids) const override {
        m_splitter.split(text, [&](std::string_view word) {
            if (m_cache.append(word, ids)) return;
            const std::vector<TokenId> fresh = encodeWord(word);
            ids.insert(ids.end(), fresh.begin(), fresh.end());
            m_cache.remember(word, fresh);
        });
    }

    [[nodiscard]] std::vector<TokenId> encodeWord(std::string_view word) const {
        std::vector<BpeMerges::Symbol> symbols;
        symbols.reserve(word.size());
        for (const char byte : word) symbols.push_back(m_merging.ofByte[static_cast<unsigned char>(byte)]);
        m_merging.merges.apply(symbols);
        std::vector<TokenId> ids;
        ids.reserve(symbols.size());
        for (const auto symbol : symbols) {
            if (m_merging.ids[symbol] != kNone) ids.push_back(m_merging.ids[symbol]);
        }
        return ids;
    }

    const Merging m_merging;
    const WordSplitter m_splitter;
    mutable WordCache m_cache;
};

/// The entries by id.
Result<std::vector<std::string>> readVocabulary(const std::filesystem::path& file) {
    auto json = readJson(file);
    if (!json) return json.error();
    if (!json->is_object() || json->empty()) return invalidInput(file.string() + " must map tokens to their ids.");
    const auto limit = std::min<std::int64_t>(kMaxId, static_cast<std::int64_t>(json->size()) * 2 + 1024);
    std::vector<std::string> tokens;
    for (const auto& [token, value] : json->items()) {
        const std::int64_t id = value.is_number_integer() ? value.get<std::int64_t>() : -1;
        if (id < 0 || id > limit || token.empty()) {
            return invalidInput(file.string() + ": the token '" + token + "' has no valid id.");
        }
        const auto index = static_cast<std::size_t>(id);
        if (index >= tokens.size()) tokens.resize(index + 1);
        if (!tokens[index].empty()) {
            return invalidInput(file.string() + ": the id " + std::to_string(id) + " is given to two tokens.");
        }
        tokens[index] = token;
    }
    return tokens;
}

Result<Merging> readMerging(const std::filesystem::path& file, const TokenTable& table, const ByteAlphabet& alphabet) {
    auto text = readFile(file);
    if (!text) return text.error();
    auto merges = BpeMerges::parse(*text, file.string());
    if (!merges) return merges.error();
    Merging merging{std::move(*merges), {}, {}};
    const TokenId unknown = table.role("unk_token").value_or(kNone);
    for (unsigned byte = 0; byte < 256; ++byte) {
        const std::string& character = alphabet.characterOf(static_cast<unsigned char>(byte));
        merging.ofByte[byte] = merging.merges.intern(character);
    }
    for (const std::string& symbol : merging.merges.symbols()) {
        merging.ids.push_back(table.idOf(symbol).value_or(unknown));
    }
    for (const auto symbol : merging.ofByte) {
        if (merging.ids[symbol] == kNone) {
            return invalidInput(file.string() + ": the vocabulary beside it lacks '" +
                                merging.merges.symbols()[symbol] + "' and names no unk_token.");
        }
    }
    return merging;
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
    auto tokens = readVocabulary(folder / "vocab.json");
    if (!tokens) return tokens.error();
    auto table = TokenTable::create(std::move(*tokens), settings, folder.string());
    if (!table) return table.error();
    auto merging = readMerging(folder / "merges.txt", *table, alphabet);
    if (!merging) return merging.error();
    auto splitter = WordSplitter::create();
    if (!splitter) return splitter.error();
    auto bytes = bytesByToken(*table, alphabet);
    ByteLevelBpe::Parts parts{std::move(*table), std::move(bytes), {}, {}, prefixOf(settings), false};
    wrap(parts, settings);
    return std::unique_ptr<Tokenizer>(
        std::make_unique<ByteLevelBpe>(std::move(parts), std::move(*merging), std::move(*splitter)));
}

}  // namespace detox
