// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "core/util/result.h"

namespace detox {

/// Where in a text a regular expression matched, in bytes.
struct RegexMatch {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Whether a match must begin where the search begins.
enum class RegexStart { Here, Anywhere };

/// A PCRE2 pattern with Unicode properties, bounded in matching steps and memory. Immutable; may be used from any
/// thread, each with its own RegexScan.
class Regex {
public:
    /// The error's sentence gives the library's reason; the caller names the pattern's place.
    [[nodiscard]] static Result<Regex> compile(std::string_view pattern);
    Regex(Regex&&) noexcept;
    Regex& operator=(Regex&&) noexcept;
    ~Regex();

private:
    friend class RegexScan;
    struct Code;
    explicit Regex(std::unique_ptr<Code> code);
    std::unique_ptr<Code> m_code;
};

/// Searches one text. Precondition: the text is valid UTF-8; regex and text outlive this.
class RegexScan {
public:
    RegexScan(const Regex& regex, std::string_view text);
    ~RegexScan();
    RegexScan(const RegexScan&) = delete;
    RegexScan& operator=(const RegexScan&) = delete;

    /// The first match from byte `from` on; nothing when there is none. Throws Error when a limit was reached.
    [[nodiscard]] std::optional<RegexMatch> find(std::size_t from, RegexStart start) const;

private:
    struct Memory;
    const Regex& m_regex;
    std::string_view m_text;
    std::unique_ptr<Memory> m_memory;
};

}  // namespace detox
