// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipeline/added_tokens.h"

#include <algorithm>

#include "core/text/pipeline/character_class.h"
#include "core/text/pipeline/code_points.h"
#include "core/text/pipeline/normalizer.h"

namespace detox {
namespace {

constexpr TokenId kMaxAddedId = 10'000'000;

Swallow swallowOf(const JsonPart& json) {
    const bool left = json.flagOr("lstrip", false);
    const bool right = json.flagOr("rstrip", false);
    if (left && right) return Swallow::Both;
    if (left) return Swallow::Left;
    return right ? Swallow::Right : Swallow::None;
}

FastToken readAddedToken(const JsonPart& json) {
    FastToken read;
    read.token.token = {json.at("content").text(), swallowOf(json)};
    if (read.token.token.content.empty()) throw json.wrong("has no content");
    read.token.id = static_cast<TokenId>(json.at("id").integer(0, kMaxAddedId));
    read.token.special = json.flagOr("special", false);
    const bool normalized = json.flagOr("normalized", !read.token.special);
    read.lookFor = normalized ? LookFor::InNormalizedText : LookFor::InRawText;
    read.place = json.flagOr("single_word", false) ? WordPlace::WholeWord : WordPlace::Anywhere;
    return read;
}

bool standsInWord(std::string_view before, std::string_view after) {
    const bool wordBefore =
        !before.empty() && isWordCharacter(utf8::decodeFirst(before.substr(lastCharacter(before))).codePoint);
    return wordBefore || (!after.empty() && isWordCharacter(utf8::decodeFirst(after).codePoint));
}

std::size_t spacesAtEnd(std::string_view text) {
    std::size_t left = text.size();
    while (left > 0) {
        const std::size_t start = lastCharacter(text.substr(0, left));
        if (!isWhiteSpace(utf8::decodeFirst(text.substr(start)).codePoint)) break;
        left = start;
    }
    return text.size() - left;
}

std::size_t spacesAtStart(std::string_view text) {
    std::size_t size = 0;
    while (size < text.size()) {
        const utf8::Decoded first = utf8::decodeFirst(text.substr(size));
        if (!isWhiteSpace(first.codePoint)) break;
        size += first.length;
    }
    return size;
}

}  // namespace

std::vector<FastToken> readAddedTokens(const std::optional<JsonPart>& json) {
    std::vector<FastToken> tokens;
    if (!json) return tokens;
    for (const JsonPart& entry : json->elements()) tokens.push_back(readAddedToken(entry));
    return tokens;
}

AddedTokenSplitter::AddedTokenSplitter(const std::vector<FastToken>& tokens, LookFor lookFor,
                                       const Normalizer& normalizer) {
    for (const bool special : {true, false}) {
        for (const FastToken& token : tokens) {
            if (token.token.special != special || token.lookFor != lookFor) continue;
            const std::string& content = token.token.token.content;
            add(token, lookFor == LookFor::InRawText ? content : normalizer.apply(content));
        }
    }
    for (auto& sizes : m_sizes) {
        std::ranges::sort(sizes, std::ranges::greater{});
        sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
    }
}

void AddedTokenSplitter::add(const FastToken& token, const std::string& content) {
    if (content.empty() || !m_tokens.emplace(content, token).second) return;
    m_sizes[static_cast<unsigned char>(content.front())].push_back(content.size());
}

AddedTokenSplitter::Found AddedTokenSplitter::longestAt(std::string_view text) const {
    for (const std::size_t size : m_sizes[static_cast<unsigned char>(text.front())]) {
        if (size > text.size()) continue;
        const auto found = m_tokens.find(std::string(text.substr(0, size)));
        if (found != m_tokens.end()) return {size, &found->second};
    }
    return {};
}

std::vector<Segment> AddedTokenSplitter::split(std::string_view text) const {
    std::vector<Segment> segments;
    std::size_t done = 0;
    const auto pushText = [&](std::size_t end) {
        if (done < end) segments.push_back({text.substr(done, end - done), std::nullopt});
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto [size, found] = longestAt(text.substr(at));
        if (found == nullptr) {
            ++at;
            continue;
        }
        std::size_t begin = at;
        std::size_t end = at + size;
        at = end;
        if (found->place == WordPlace::WholeWord && standsInWord(text.substr(0, begin), text.substr(end))) continue;
        const Swallow spaces = found->token.token.spaces;
        if (spaces == Swallow::Left || spaces == Swallow::Both) {
            begin = std::max(begin - spacesAtEnd(text.substr(0, begin)), done);
        }
        if (spaces == Swallow::Right || spaces == Swallow::Both) end += spacesAtStart(text.substr(end));
        pushText(begin);
        segments.push_back({text.substr(begin, end - begin), found->token.id});
        done = end;
    }
    pushText(text.size());
    return segments;
}

}  // namespace detox
