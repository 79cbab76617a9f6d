// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <array>
#include <pcre2.h>
#include <string>

namespace detox {
namespace {

/// Above a step for each byte of the longest line that is read; a pattern that needs more goes through combinations.
constexpr std::uint32_t kMatchLimit = 10'000'000;
constexpr std::uint32_t kHeapLimitKib = 262'144;  ///< of the interpreter; a megabyte of a repeated group fits

struct FreeCode {
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct FreeContext {
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};
struct FreeMatch {
    void operator()(pcre2_match_data* match) const { pcre2_match_data_free(match); }
};

std::string reasonOf(int code) {
    std::array<PCRE2_UCHAR, 160> text{};
    pcre2_get_error_message(code, text.data(), text.size());
    return reinterpret_cast<const char*>(text.data());
}

}  // namespace

struct Regex::Code {
    std::unique_ptr<pcre2_code, FreeCode> pattern;
    std::unique_ptr<pcre2_match_context, FreeContext> context;
};

struct RegexScan::Memory {
    std::unique_ptr<pcre2_match_data, FreeMatch> match;
};

Regex::Regex(std::unique_ptr<Code> code) : m_code(std::move(code)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

Result<Regex> Regex::compile(std::string_view pattern) {
    int code = 0;
    PCRE2_SIZE offset = 0;
    auto compiled = std::make_unique<Code>();
    compiled->pattern.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                                          PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C, &code,
                                          &offset, nullptr));
    if (!compiled->pattern) return invalidInput(reasonOf(code) + " at byte " + std::to_string(offset));
    pcre2_jit_compile(compiled->pattern.get(), PCRE2_JIT_COMPLETE);  // without it, matching is slower but equal
    compiled->context.reset(pcre2_match_context_create(nullptr));
    if (!compiled->context) return Error(ErrorKind::OutOfMemory, "not enough memory");
    pcre2_set_match_limit(compiled->context.get(), kMatchLimit);
    pcre2_set_heap_limit(compiled->context.get(), kHeapLimitKib);
    return Regex(std::move(compiled));
}

RegexScan::RegexScan(const Regex& regex, std::string_view text)
    : m_regex(regex), m_text(text), m_memory(std::make_unique<Memory>()) {
    m_memory->match.reset(pcre2_match_data_create(1, nullptr));
}

RegexScan::~RegexScan() = default;

std::optional<RegexMatch> RegexScan::find(std::size_t from, RegexStart start) const {
    const auto tryWith = [&](std::uint32_t options) {
        return pcre2_match(m_regex.m_code->pattern.get(), reinterpret_cast<PCRE2_SPTR>(m_text.data()), m_text.size(),
                           from, options, m_memory->match.get(), m_regex.m_code->context.get());
    };
    if (!m_memory->match) throw Error(ErrorKind::OutOfMemory, "Not enough memory to search a text.");
    const std::uint32_t options = PCRE2_NO_UTF_CHECK | (start == RegexStart::Here ? PCRE2_ANCHORED : 0);
    int found = tryWith(options);
    if (found == PCRE2_ERROR_JIT_STACKLIMIT) found = tryWith(options | PCRE2_NO_JIT);
    if (found == PCRE2_ERROR_NOMATCH) return std::nullopt;
    if (found < 0) {  // 0: more groups than the one kept, but a match
        throw invalidInput("A regular expression of the tokenizer cannot be applied to this text: " + reasonOf(found) +
                           ". Use the files of another tokenizer.");
    }
    const PCRE2_SIZE* bounds = pcre2_get_ovector_pointer(m_memory->match.get());
    return RegexMatch{bounds[0], bounds[1]};
}

}  // namespace detox
