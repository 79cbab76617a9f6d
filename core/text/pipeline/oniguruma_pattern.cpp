// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipeline/oniguruma_pattern.h"

#include <algorithm>

namespace detox {
namespace {

constexpr std::size_t kMaxBytes = 16'384;
constexpr std::string_view kWord = R"(\p{Alphabetic}\p{M}\p{Nd}\p{Pc})";
constexpr std::string_view kHexDigit = "0-9A-Fa-f";

/// Reads the pattern once from left to right; refuse() ends the reading.
class Translation {
public:
    explicit Translation(std::string_view pattern) : m_rest(pattern) {}

    Result<std::string> run() {
        while (!m_rest.empty() && m_reason.empty()) step();
        if (!m_reason.empty()) return unsupported(m_reason);
        return m_out;
    }

private:
    void step() {
        if (m_rest[0] == '\\') return escape();
        if (m_rest[0] == '[') return openSet();
        if (m_depth > 0 && m_rest[0] == ']') return closeSet();
        if (m_depth > 0 && m_rest.starts_with("&&")) return refuse("an intersection of sets");
        if (m_depth == 0 && m_rest.starts_with("(?")) return group();
        if (m_depth == 0 && m_rest[0] == '}') return endOfInterval();
        copy(1);
    }

    void escape() {
        const char letter = m_rest.size() > 1 ? m_rest[1] : '\0';
        const bool inSet = m_depth > 0;
        switch (letter) {
            case 's':
                return replace(2, R"(\p{White_Space})");
            case 'S':
                return replace(2, R"(\P{White_Space})");
            case 'w':
                return replace(2, set("", kWord));
            case 'h':
                return replace(2, set("", kHexDigit));
            case 'W':
                return inSet ? refuse("\\W in a set") : replace(2, set("^", kWord));
            case 'H':
                return inSet ? refuse("\\H in a set") : replace(2, set("^", kHexDigit));
            case 'u':
                return m_rest.size() < 6 ? refuse("\\u without four digits")
                                         : replace(6, "\\x{" + std::string(m_rest.substr(2, 4)) + "}");
            case 'Q':
            case 'K':
            case 'y':
            case 'Y':
            case 'O':
                return refuse(std::string("\\") + letter);
            default:
                copy(m_rest.size() > 2 && m_rest[2] == '{' ? std::min(m_rest.find('}'), m_rest.size() - 1) + 1 : 2);
        }
    }

    [[nodiscard]] std::string set(std::string_view sign, std::string_view members) const {
        return m_depth > 0 ? std::string(members) : "[" + std::string(sign) + std::string(members) + "]";
    }

    void openSet() {
        if (m_depth == 0) {
            ++m_depth;
            copy(m_rest.starts_with("[^") ? 2 : 1);
            if (m_rest.starts_with("]")) replace(1, "\\]");
            return;
        }
        if (m_rest.starts_with("[:")) return copy(std::min(m_rest.find(":]"), m_rest.size() - 2) + 2);
        if (m_rest.starts_with("[^")) return refuse("a negated set in a set");
        if (m_rest.starts_with("[]") || m_out.ends_with("-")) return refuse("a set in a set in an unclear place");
        ++m_depth;
        m_rest.remove_prefix(1);
    }

    void closeSet() {
        --m_depth;
        if (m_depth == 0) return copy(1);
        m_rest.remove_prefix(1);
        if (m_rest.starts_with("-")) refuse("a set in a set in an unclear place");
    }

    /// Ruby's (?m) is what PCRE2 calls (?s); the other options agree.
    void group() {
        const std::size_t end = m_rest.find_first_not_of("imsx-", 2);
        const std::string_view options = m_rest.substr(2, end == std::string_view::npos ? end : end - 2);
        if (options.find_first_of("ms") != std::string_view::npos) return refuse("the option (?m) or (?s)");
        copy(2);
    }

    void endOfInterval() {
        if (m_rest.starts_with("}+")) return refuse("a \"+\" after an interval");
        copy(1);
    }

    void copy(std::size_t bytes) {
        m_out += m_rest.substr(0, bytes);
        m_rest.remove_prefix(std::min(bytes, m_rest.size()));
    }

    void replace(std::size_t bytes, const std::string& by) {
        m_out += by;
        m_rest.remove_prefix(bytes);
    }

    void refuse(std::string reason) { m_reason = std::move(reason) + " is not supported"; }

    std::string_view m_rest;
    std::string m_out;
    std::string m_reason;
    int m_depth = 0;  ///< sets that are open
};

}  // namespace

Result<std::string> pcreFromOniguruma(std::string_view pattern) {
    if (pattern.size() > kMaxBytes) return unsupported("a pattern of more than 16 KiB is not supported");
    return Translation(pattern).run();
}

}  // namespace detox
