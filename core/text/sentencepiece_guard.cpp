// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/sentencepiece_guard.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>
#include <unordered_set>

#include "core/text/character_map.h"
#include "core/text/protobuf_reader.h"
#include "core/util/utf8.h"

namespace detox {
namespace {

constexpr std::size_t kMaxModelBytes = 64U << 20U;
constexpr std::size_t kMaxPieces = 1'000'000;
constexpr std::size_t kMaxPieceBytes = 1024;
constexpr std::size_t kMaxNested = 32;  ///< the library looks prefixes up into a buffer of fixed size
constexpr std::size_t kMaxTextBytes = 1U << 16U;
constexpr float kMaxScore = 1e9F;
constexpr std::uint64_t kUnigram = 1;
constexpr std::uint64_t kBpe = 2;

/// Why a model is refused; nothing: it is fine.
using Reason = std::optional<std::string>;

class Inspector {
public:
    Reason model(std::string_view bytes) {
        ProtobufReader reader(bytes);
        while (const auto field = reader.next()) {
            if (Reason bad = modelField(*field)) return bad;
        }
        if (!reader.atEnd()) return "is not a sentencepiece model";
        return checkWhole();
    }

    SentencePieceFacts facts;

private:
    Reason modelField(const ProtobufField& field) {
        if (field.number < 1 || field.number > 5) return std::nullopt;
        if (field.type != WireType::Bytes) return "is not a sentencepiece model";
        switch (field.number) {
            case 1:
                return piece(field.bytes);
            case 2:
                return trainerSpec(field.bytes);
            case 3:
                return normalizerSpec(field.bytes);
            case 4:
                return selfTest(field.bytes);
            default:
                return normalizerSpec(field.bytes, true);
        }
    }

    Reason piece(std::string_view bytes) {
        SentencePieceEntry entry;
        ProtobufReader reader(bytes);
        while (const auto field = reader.next()) {
            if (field->number == 1 && field->type == WireType::Bytes) {
                entry.text = field->bytes;
            } else if (field->number == 2 && field->type == WireType::Fixed32) {
                const float score = std::bit_cast<float>(static_cast<std::uint32_t>(field->value));
                if (!std::isfinite(score) || std::abs(score) > kMaxScore) return "has a piece with an absurd score";
            } else if (field->number == 3 && field->type == WireType::Varint && field->value - 1 < 6) {
                entry.type = static_cast<PieceType>(field->value);
            } else if (field->number <= 3) {
                return "has a malformed piece";
            }
        }
        if (!reader.atEnd()) return "has a malformed piece";
        return takePiece(std::move(entry));
    }

    Reason takePiece(SentencePieceEntry entry) {
        const std::string which = "piece " + std::to_string(facts.pieces.size());
        if (facts.pieces.size() >= kMaxPieces) return "has more than a million pieces";
        if (entry.text.empty() || entry.text.size() > kMaxPieceBytes) return "has a bad length of " + which;
        if (entry.text.find('\0') != std::string::npos || !utf8::isValid(entry.text)) {
            return "has no valid text for " + which;
        }
        if (!m_texts.insert(entry.text).second) return "has the text of " + which + " twice";
        m_unknowns += entry.type == PieceType::Unknown ? 1 : 0;
        m_bytePieces += entry.type == PieceType::Byte ? 1 : 0;
        if (entry.type == PieceType::Byte && !isByteName(entry.text)) return "has a bad name of byte " + which;
        facts.pieces.push_back(std::move(entry));
        return std::nullopt;
    }

    static bool isByteName(std::string_view text) {
        const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); };
        return text.size() == 6 && text.starts_with("<0x") && isHex(text[3]) && isHex(text[4]) && text[5] == '>';
    }

    Reason trainerSpec(std::string_view bytes) {
        ProtobufReader reader(bytes);
        while (const auto field = reader.next()) {
            if (field->type == WireType::Bytes && field->bytes.size() > kMaxTextBytes)
                return "has an oversized setting";
            if (field->number == 3) m_modelType = field->value;
            if (field->number == 24) facts.spaceAsSuffix = field->value != 0;
            if (field->number == 35) m_byteFallback = field->value != 0;
            const bool isName = field->number >= 44 && field->number <= 48;
            if (isName && (field->type != WireType::Bytes || field->bytes.empty() || !utf8::isValid(field->bytes) ||
                           field->bytes.find('\0') != std::string_view::npos)) {
                return "has a bad name of a special piece";
            }
            const bool isNumber = field->number == 3 || field->number == 24 || field->number == 35;
            if (isNumber && field->type != WireType::Varint) return "has a malformed trainer_spec";
        }
        return reader.atEnd() ? std::nullopt : Reason("has a malformed trainer_spec");
    }

    Reason normalizerSpec(std::string_view bytes, bool isDenormalizer = false) {
        ProtobufReader reader(bytes);
        while (const auto field = reader.next()) {
            const bool isFlag = field->number >= 3 && field->number <= 5;
            const WireType expected = isFlag ? WireType::Varint : WireType::Bytes;
            if (field->number <= 6 && field->type != expected) return "has a malformed normalizer_spec";
            if (field->number == 2 && !field->bytes.empty()) {
                if (Reason bad = inspectCharacterMap(field->bytes)) return bad;
            }
            if (isDenormalizer) continue;
            if (field->number == 3) facts.addDummyPrefix = field->value != 0;
            if (field->number == 4) facts.removeExtraWhitespaces = field->value != 0;
            if (field->number == 5) facts.escapeWhitespaces = field->value != 0;
        }
        return reader.atEnd() ? std::nullopt : Reason("has a malformed normalizer_spec");
    }

    Reason selfTest(std::string_view bytes) {
        ProtobufReader reader(bytes);
        while (const auto field = reader.next()) {
            if (field->bytes.size() > kMaxTextBytes) return "has oversized self-test data";
        }
        return reader.atEnd() ? std::nullopt : Reason("has malformed self-test data");
    }

    Reason checkWhole() const {
        if (facts.pieces.empty()) return "has no pieces";
        if (mostNested() > kMaxNested) return "has too many user-defined pieces that begin with one another";
        if (m_unknowns != 1) return "must have exactly one unknown piece";
        if (m_modelType != kUnigram && m_modelType != kBpe) return "is neither a unigram nor a BPE model";
        if (m_bytePieces != (m_byteFallback ? 256 : 0)) return "has byte pieces that do not fit its byte_fallback";
        return std::nullopt;
    }

    /// The longest chain of user-defined pieces each of which begins with the one before.
    std::size_t mostNested() const {
        std::vector<std::string_view> texts, chain;
        for (const SentencePieceEntry& entry : facts.pieces) {
            if (entry.type == PieceType::UserDefined) texts.push_back(entry.text);
        }
        std::ranges::sort(texts);
        std::size_t most = 0;
        for (const std::string_view text : texts) {
            while (!chain.empty() && !text.starts_with(chain.back())) chain.pop_back();
            chain.push_back(text);
            most = std::max(most, chain.size());
        }
        return most;
    }

    std::unordered_set<std::string> m_texts;
    int m_unknowns = 0;
    int m_bytePieces = 0;
    std::uint64_t m_modelType = kUnigram;
    bool m_byteFallback = false;
};

}  // namespace

Result<SentencePieceFacts> inspectSentencePiece(std::string_view model, const std::string& name) {
    if (model.size() > kMaxModelBytes) return invalidInput(name + " is larger than 64 MiB.");
    Inspector inspector;
    if (const Reason bad = inspector.model(model)) return invalidInput(name + " " + *bad + ".");
    return std::move(inspector.facts);
}

}  // namespace detox
