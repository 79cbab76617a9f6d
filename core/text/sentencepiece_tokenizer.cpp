// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/sentencepiece_tokenizer.h"

#include <charconv>
#include <sentencepiece_processor.h>

#include "core/text/sentencepiece_guard.h"
#include "core/text/tokenizer_base.h"
#include "core/util/files.h"

namespace detox {
namespace {

constexpr std::size_t kMaxModelBytes = 64U << 20U;
constexpr std::string_view kSpaceMark = "\xE2\x96\x81";
/// A second normalizer_spec { add_dummy_prefix: false }; protocol buffers merge it into the first.
constexpr std::string_view kNoDummyPrefix("\x1A\x02\x18\x00", 4);

using Processor = sentencepiece::SentencePieceProcessor;

/// Who puts the dummy space before a text.
enum class SpaceBy { Nobody, This, Library };

class SentencePieceTokenizer final : public TokenizerBase {
public:
    using TokenizerBase::Parts;
    struct Rules {
        SpaceBy spaceBy = SpaceBy::Nobody;
        bool everySegment = true;
    };

    SentencePieceTokenizer(Parts parts, std::unique_ptr<Processor> processor, Rules rules)
        : TokenizerBase(std::move(parts)), m_processor(std::move(processor)), m_rules(rules) {}

private:
    void encodeSegment(std::string_view text, Place place, std::vector<TokenId>& ids) const override {
        std::string spaced;
        if (m_rules.spaceBy == SpaceBy::This && (place == Place::TextStart || m_rules.everySegment)) {
            spaced = " " + std::string(text);
            text = spaced;
        }
        std::vector<int> pieces;
        const auto status = m_processor->Encode(text, &pieces);
        if (!status.ok()) throw internalError("sentencepiece cannot encode a text: " + status.ToString());
        ids.insert(ids.end(), pieces.begin(), pieces.end());
    }

    const std::unique_ptr<Processor> m_processor;
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

Result<std::unique_ptr<Processor>> openProcessor(const std::string& model, const std::string& name) {
    auto processor = std::make_unique<Processor>();
    const auto status = processor->LoadFromSerializedProto(model);
    if (status.ok()) return processor;
    return invalidInput(name + " is refused by sentencepiece: " + status.ToString());
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
    auto processor = openProcessor(*model, file.string());
    if (!processor) return processor.error();
    auto table = makeTable(*facts, settings, folder.string());
    if (!table) return table.error();
    auto bytes = bytesByToken(*table, *facts);
    const bool drops = facts->addDummyPrefix && !facts->spaceAsSuffix;
    SentencePieceTokenizer::Parts parts{std::move(*table), std::move(bytes), {}, {}, TextPrefix::None, drops};
    wrap(parts, settings);
    return std::unique_ptr<Tokenizer>(
        std::make_unique<SentencePieceTokenizer>(std::move(parts), std::move(*processor), rules));
}

}  // namespace detox
