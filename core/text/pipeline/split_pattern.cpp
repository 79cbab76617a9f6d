// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipeline/split_pattern.h"

#include <algorithm>

#include "core/util/utf8.h"

namespace detox {
namespace {

using Pieces = std::vector<PatternPiece>;

/// Appends a match and the stretch before it.
void appendMatch(Pieces& pieces, std::size_t begin, std::size_t end) {
    const std::size_t before = pieces.empty() ? 0 : pieces.back().end;
    if (before < begin) pieces.push_back({before, begin, false});
    pieces.push_back({begin, end, true});
}

Pieces covering(Pieces pieces, std::size_t size) {
    const std::size_t before = pieces.empty() ? 0 : pieces.back().end;
    if (before < size) pieces.push_back({before, size, false});
    return pieces;
}

class CharacterPattern final : public SplitPattern {
public:
    explicit CharacterPattern(CharacterTest test) : m_test(test) {}
    [[nodiscard]] Pieces find(std::string_view text) const override {
        Pieces pieces;
        for (std::size_t at = 0; at < text.size();) {
            const utf8::Decoded character = utf8::decodeFirst(text.substr(at));
            if (m_test(character.codePoint)) appendMatch(pieces, at, at + character.length);
            at += character.length;
        }
        return covering(std::move(pieces), text.size());
    }

private:
    CharacterTest m_test;
};

class TextPattern final : public SplitPattern {
public:
    explicit TextPattern(std::string text) : m_text(std::move(text)) {}
    [[nodiscard]] Pieces find(std::string_view text) const override {
        Pieces pieces;
        std::size_t at = m_text.empty() ? std::string_view::npos : text.find(m_text);
        for (; at != std::string_view::npos; at = text.find(m_text, at + m_text.size())) {
            appendMatch(pieces, at, at + m_text.size());
        }
        return covering(std::move(pieces), text.size());
    }

private:
    std::string m_text;
};

class RegexPattern final : public SplitPattern {
public:
    explicit RegexPattern(Regex regex) : m_regex(std::move(regex)) {}
    [[nodiscard]] Pieces find(std::string_view text) const override {
        Pieces pieces;
        const RegexScan scan(m_regex, text);
        std::size_t from = 0;
        while (from < text.size()) {
            const auto match = scan.find(from, RegexStart::Anywhere);
            const std::size_t before = pieces.empty() ? 0 : pieces.back().end;
            if (!match || match->begin < before || match->end < match->begin) break;
            appendMatch(pieces, match->begin, match->end);
            from = match->end;
            if (match->begin == match->end && from < text.size()) from += utf8::decodeFirst(text.substr(from)).length;
        }
        return covering(std::move(pieces), text.size());
    }

private:
    Regex m_regex;
};

/// Neighbours that merge become one; `merges(piece, before)` decides, in the order given.
template <class Merges>
Pieces merged(const Pieces& pieces, Merges merges) {
    Pieces out;
    bool matchBefore = false;
    for (const PatternPiece& piece : pieces) {
        if (!out.empty() && merges(piece.isMatch, matchBefore)) {
            out.back().begin = std::min(out.back().begin, piece.begin);
            out.back().end = std::max(out.back().end, piece.end);
        } else {
            out.push_back(piece);
        }
        matchBefore = piece.isMatch;
    }
    return out;
}

}  // namespace

std::unique_ptr<const SplitPattern> splitAtCharacters(CharacterTest test) {
    return std::make_unique<CharacterPattern>(test);
}

std::unique_ptr<const SplitPattern> splitAtText(std::string text) {
    return std::make_unique<TextPattern>(std::move(text));
}

std::unique_ptr<const SplitPattern> splitAtRegex(Regex regex) {
    return std::make_unique<RegexPattern>(std::move(regex));
}

Pieces keptPieces(const Pieces& pieces, SplitBehaviour behaviour) {
    const auto joinsOther = [](bool isMatch, bool matchBefore) { return isMatch && !matchBefore; };
    Pieces out = pieces;
    switch (behaviour) {
        case SplitBehaviour::Removed:
            std::erase_if(out, [](const PatternPiece& piece) { return piece.isMatch; });
            return out;
        case SplitBehaviour::Isolated:
            return out;
        case SplitBehaviour::MergedWithPrevious:
            return merged(pieces, joinsOther);
        case SplitBehaviour::MergedWithNext:
            std::ranges::reverse(out);
            out = merged(out, joinsOther);
            std::ranges::reverse(out);
            return out;
        case SplitBehaviour::Contiguous:
            return merged(pieces, [](bool isMatch, bool matchBefore) { return isMatch == matchBefore; });
    }
    return out;
}

}  // namespace detox
