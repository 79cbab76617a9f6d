// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prompts/toxic_rule.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace detox {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto isSpace = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
    return text;
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::optional<double> number(std::string_view text) {
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = code == std::errc() && end == text.data() + text.size() && std::isfinite(value);
    return whole ? std::optional(value) : std::nullopt;
}

bool means(std::string_view value, std::string_view cell) {
    if (value == cell) return true;
    const auto left = number(value);
    const auto right = number(cell);
    return left && right && *left == *right;
}

}  // namespace

Result<ToxicRule> ToxicRule::parse(std::string_view text) {
    ToxicRule rule;
    std::string_view rest = trimmed(text);
    if (rest.starts_with('>')) {
        rule.m_kind = rest.starts_with(">=") ? Kind::AtLeast : Kind::Above;
        const auto bound = number(trimmed(rest.substr(rule.m_kind == Kind::AtLeast ? 2 : 1)));
        if (!bound) return invalidInput("'" + std::string(text) + "' is no bound. Write for example >=0.5.");
        rule.m_bound = *bound;
        return rule;
    }
    while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        if (const auto value = trimmed(rest.substr(0, comma)); !value.empty()) rule.m_values.push_back(lower(value));
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    if (rule.m_values.empty()) {
        return invalidInput("No label values mean toxic. Name them, separated by commas, or write >=0.5.");
    }
    return rule;
}

std::optional<bool> ToxicRule::isToxic(std::string_view cell) const {
    const std::string value = lower(trimmed(cell));
    if (value.empty()) return std::nullopt;
    const auto score = number(value);
    if (m_kind != Kind::List) {
        if (!score) return std::nullopt;
        return m_kind == Kind::AtLeast ? *score >= m_bound : *score > m_bound;
    }
    const bool listed = std::any_of(m_values.begin(), m_values.end(), [&](const auto& v) { return means(v, value); });
    if (!listed && score && *score != std::trunc(*score)) return std::nullopt;
    return listed;
}

}  // namespace detox
