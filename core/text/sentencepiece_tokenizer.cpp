// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/sentencepiece_tokenizer.h"

#include <charconv>

#include "core/text/sentencepiece_guard.h"
#include "core/text/sentencepiece_library.h"
#include "core/text/slow_tokenizer.h"
#include "core/util/files.h"

namespace detox {
namespace {

constexpr std::size_t kMaxModelBytes = 64U << 20U;
constexpr std::string_view kSpaceMark = "\xE2\x96\x81";
/// A second normalizer_spec { add_dummy_prefix: false }; protocol buffers merge it into the first.
constexpr std::string_view kNoDummyPrefix("\x1A\x02\x18\x00", 4);

using Encoder = sentencepiece_plugin::Encoder;

/// Who puts the dummy space before a text.
enum class SpaceBy { Nobody, This, Library };

class SentencePieceTokenizer final : public SlowTokenizer {
public:
    using SlowTokenizer::Parts;
    struct Rules {
        SpaceBy spaceBy = SpaceBy::Nobody;
        bool everySegment = true;
    };

    SentencePieceTokenizer(Parts parts, std::unique_ptr<Encoder> encoder, Rules rules)
        : SlowTokenizer(std::move(parts), TextPrefix::None), m_encoder(std::move(encoder)), m_rules(rules) {}

private:
    void encodeSegment(std::string_view text, Place place, std::vector<TokenId>& ids) const override {
        std::string spaced;
        if (m_rules.spaceBy == SpaceBy::This && (place == Place::TextStart || m_rules.everySegment)) {
            spaced = " " + std::string(text);
            text = spaced;
        }
        std::vector<int> pieces;
        std::string error;
        if (!m_encoder->encode(text, pieces, error)) {
            throw internalError("sentencepiece cannot encode a text: " + error);
        }
        ids.insert(ids.end(), pieces.begin(), pieces.end());
    }

    const std::unique_ptr<Encoder> m_encoder;
    const Rules m_rules;
};

std::string pieceBytes(const SentencePieceEntry& piece) {
    if (piece.type == PieceType::Byte) {
        unsigned value = 0;
        std::from_chars(piece.text.data() + 3, piece.text.data() + 5, value, 16);
        return {static_cast<char>(value)};
    }
    std::string text = piece.text;
    for (std::size_t at = 0; (at = text.find(kSpaceMark, at)) != std::string::npos; ++at) {
        text.replace(at, kSpaceMark.size(), " ");
    }
    return text;
}

bool isMarkup(PieceType type) {
    return type == PieceType::Control || type == PieceType::Unknown;
}

Result<std::unique_ptr<Encoder>> openEncoder(const std::string& model, const std::string& name) {
    const auto library = sentencePieceLibrary();
    if (!library) return library.error();
    std::string error;
    auto encoder = (*library)->open(model, error);
    if (!encoder) return invalidInput(name + " is refused by sentencepiece: " + error);
    return encoder;
}

Result<TokenTable> makeTable(const SentencePieceFacts& facts, const TokenizerSettings& settings,
                             const std::string& name) {
    std::vector<std::string> texts;
    texts.reserve(facts.pieces.size());
    for (const SentencePieceEntry& piece : facts.pieces) texts.push_back(piece.text);
    auto table = TokenTable::create(std::move(texts), settings, name);
    for (std::size_t id = 0; table && id < facts.pieces.size(); ++id) {
        if (isMarkup(facts.pieces[id].type)) table->markSpecial(static_cast<TokenId>(id));
    }
    return table;
}

std::vector<std::string> bytesByToken(const TokenTable& table, const SentencePieceFacts& facts) {
    std::vector<std::string> bytes;
    for (TokenId id = 0; id < table.size(); ++id) {
        const auto index = static_cast<std::size_t>(id);
        bytes.push_back(table.isAdded(id) ? table.contentOf(id) : pieceBytes(facts.pieces[index]));
    }
    return bytes;
}

void wrap(SentencePieceTokenizer::Parts& parts, const TokenizerSettings& settings) {
    const auto bos = parts.table.role("bos_token");
    const auto eos = parts.table.role("eos_token");
    if (settings.addBos && bos) parts.before.push_back(*bos);
    if (settings.addEos && eos) parts.after.push_back(*eos);
}

}  // namespace

Result<std::unique_ptr<Tokenizer>> loadSentencePiece(const std::filesystem::path& folder,
                                                     const TokenizerSettings& settings) {
    const std::filesystem::path file = folder / "tokenizer.model";
    auto model = readFile(file, kMaxModelBytes);
    if (!model) return model.error();
    auto facts = inspectSentencePiece(*model, file.string());
    if (!facts) return facts.error();

    SentencePieceTokenizer::Rules rules{SpaceBy::Nobody, settings.prefixEverySegment};
    if (facts->addDummyPrefix) {
        const bool plain = !facts->removeExtraWhitespaces && facts->escapeWhitespaces && !facts->spaceAsSuffix;
        rules.spaceBy = plain ? SpaceBy::This : SpaceBy::Library;
        if (plain) *model += kNoDummyPrefix;
    }
    auto encoder = openEncoder(*model, file.string());
    if (!encoder) return encoder.error();
    auto table = makeTable(*facts, settings, folder.string());
    if (!table) return table.error();
    auto bytes = bytesByToken(*table, *facts);
    const bool drops = facts->addDummyPrefix && !facts->spaceAsSuffix;
    const auto dropped = drops ? DroppedSpace::OfText : DroppedSpace::None;
    SentencePieceTokenizer::Parts parts{std::move(*table), std::move(bytes), {}, {}, dropped};
    wrap(parts, settings);
    return std::unique_ptr<Tokenizer>(
        std::make_unique<SentencePieceTokenizer>(std::move(parts), std::move(*encoder), rules));
}

}  // namespace detox
