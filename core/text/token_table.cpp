// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/token_table.h"

#include <algorithm>

#include "core/text/white_space.h"
#include "core/util/utf8.h"

namespace detox {
namespace {

constexpr TokenId kMaxGap = 65536;            ///< ids that a vocabulary may leave free, over all added tokens together
constexpr std::size_t kMaxAdded = 32'768;     ///< tokens outside the vocabulary; each is compared with all
constexpr std::size_t kMaxAddedBytes = 4096;  ///< of one's content

std::string_view withoutLeadingSpaces(std::string_view text) {
    while (!text.empty()) {
        const utf8::Decoded first = utf8::decodeFirst(text);
        if (!isPythonSpace(first.codePoint)) break;
        text.remove_prefix(first.length);
    }
    return text;
}

std::string_view withoutTrailingSpaces(std::string_view text) {
    while (!text.empty()) {
        std::size_t start = text.size() - 1;
        while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80U) --start;
        if (!isPythonSpace(utf8::decodeFirst(text.substr(start)).codePoint)) break;
        text = text.substr(0, start);
    }
    return text;
}

bool swallowsLeft(Swallow spaces) {
    return spaces == Swallow::Left || spaces == Swallow::Both;
}

bool swallowsRight(Swallow spaces) {
    return spaces == Swallow::Right || spaces == Swallow::Both;
}

Result<void> checkAdded(const TokenizerSettings& settings, const std::string& name) {
    if (settings.added.size() + settings.additionalSpecial.size() > kMaxAdded) {
        return invalidInput(name + ": the tokenizer has more than " + std::to_string(kMaxAdded) + " added tokens.");
    }
    const auto isLong = [](const NamedToken& token) { return token.content.size() > kMaxAddedBytes; };
    if (std::ranges::any_of(settings.added, isLong, &AddedToken::token) ||
        std::ranges::any_of(settings.additionalSpecial, isLong) ||
        std::ranges::any_of(settings.roles, [&](const auto& role) { return isLong(role.second); })) {
        return invalidInput(name + ": the tokenizer has an added token of more than " + std::to_string(kMaxAddedBytes) +
                            " bytes.");
    }
    return {};
}

}  // namespace

Result<TokenTable> TokenTable::create(std::vector<std::string> tokens, const TokenizerSettings& settings,
                                      const std::string& name) {
    if (auto checked = checkAdded(settings, name); !checked) return checked.error();
    TokenTable table;
    table.m_tokens = std::move(tokens);
    table.m_vocabularySize = table.size();
    table.m_special.resize(table.m_tokens.size());
    table.m_ids.reserve(table.m_tokens.size() * 2);
    for (TokenId id = 0; id < table.size(); ++id) {
        if (!table.contentOf(id).empty()) table.m_ids.emplace(table.contentOf(id), id);
    }
    for (const AddedToken& added : settings.added) {
        if (auto done = table.addAt(added, name); !done) return done.error();
    }
    for (const std::string& role : tokenRoles()) {
        const auto found = settings.roles.find(role);
        if (found == settings.roles.end()) continue;
        table.addSpecial(found->second);
        table.m_roles[role] = *table.idOf(found->second.content);
    }
    for (const NamedToken& token : settings.additionalSpecial) table.addSpecial(token);
    for (auto& group : table.m_splitting) {
        std::ranges::stable_sort(group, std::ranges::greater{}, [](const Splitting& s) { return s.content.size(); });
    }
    return table;
}

Result<void> TokenTable::addAt(const AddedToken& added, const std::string& name) {
    const std::string& content = added.token.content;
    const auto known = idOf(content);
    const bool farOff = added.id > m_vocabularySize + static_cast<TokenId>(kMaxAdded) + kMaxGap;
    if (known ? *known != added.id : contains(added.id) || farOff) {
        return invalidInput(name + ": the added token '" + utf8::shown(content) + "' claims id " +
                            std::to_string(added.id) + ", which is taken or far outside the vocabulary.");
    }
    if (!known) {
        const auto index = static_cast<std::size_t>(added.id);
        if (index >= m_tokens.size()) m_tokens.resize(index + 1), m_special.resize(index + 1);
        m_tokens[index] = content;
        m_ids.emplace(content, added.id);
    }
    if (added.special) m_special[static_cast<std::size_t>(added.id)] = true;
    splitAt(added.token);
    return {};
}

void TokenTable::addSpecial(const NamedToken& token) {
    if (!m_ids.contains(token.content)) {
        m_ids.emplace(token.content, size());
        m_tokens.push_back(token.content);
        m_special.push_back(false);
    }
    m_special[static_cast<std::size_t>(m_ids.at(token.content))] = true;
    splitAt(token);
}

void TokenTable::splitAt(const NamedToken& token) {
    auto& group = m_splitting[static_cast<unsigned char>(token.content.front())];
    std::erase_if(group, [&](const Splitting& other) { return other.content == token.content; });
    group.push_back({token.content, m_ids.at(token.content), token.spaces});
}

std::optional<TokenId> TokenTable::idOf(std::string_view content) const {
    const auto found = m_ids.find(std::string(content));
    if (found == m_ids.end()) return std::nullopt;
    return found->second;
}

std::optional<TokenId> TokenTable::role(const std::string& name) const {
    const auto found = m_roles.find(name);
    if (found == m_roles.end()) return std::nullopt;
    return found->second;
}

const TokenTable::Splitting* TokenTable::matchAt(std::string_view text) const {
    for (const Splitting& candidate : m_splitting[static_cast<unsigned char>(text.front())]) {
        if (text.starts_with(candidate.content)) return &candidate;
    }
    return nullptr;
}

std::vector<Segment> TokenTable::split(std::string_view text) const {
    std::vector<Segment> segments;
    std::size_t start = 0;
    bool strip = false;  // the token before swallowed the spaces on its right
    const auto pushText = [&](std::size_t end, bool stripEnd) {
        std::string_view piece = text.substr(start, end - start);
        if (strip) piece = withoutLeadingSpaces(piece);
        if (stripEnd) piece = withoutTrailingSpaces(piece);
        if (!piece.empty()) segments.push_back({piece, std::nullopt});
    };
    for (std::size_t at = 0; at < text.size();) {
        const Splitting* found = matchAt(text.substr(at));
        if (found == nullptr) {
            ++at;
            continue;
        }
        pushText(at, swallowsLeft(found->spaces));
        segments.push_back({text.substr(at, found->content.size()), found->id});
        at += found->content.size();
        start = at;
        strip = swallowsRight(found->spaces);
    }
    pushText(text.size(), false);
    return segments;
}

}  // namespace detox
