// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/word_splitter.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string>

namespace detox {
namespace {

#define DETOX_WHITE_SPACE \
    "\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}"
constexpr char kPattern[] =
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^" DETOX_WHITE_SPACE "\\p{L}\\p{N}]+|[" DETOX_WHITE_SPACE
    "]+(?![^" DETOX_WHITE_SPACE "])|[" DETOX_WHITE_SPACE "]+";
#undef DETOX_WHITE_SPACE

constexpr std::uint32_t kMatchLimit = 50'000'000;
constexpr std::uint32_t kDepthLimit = 1'000;
constexpr std::uint32_t kHeapLimitKib = 65'536;

struct FreeCode {
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct FreeContext {
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};
struct FreeMatch {
    void operator()(pcre2_match_data* match) const { pcre2_match_data_free(match); }
};

}  // namespace

struct WordSplitter::Pattern {
    std::unique_ptr<pcre2_code, FreeCode> code;
    std::unique_ptr<pcre2_match_context, FreeContext> context;
};

WordSplitter::WordSplitter(std::unique_ptr<Pattern> pattern) : m_pattern(std::move(pattern)) {}
WordSplitter::WordSplitter(WordSplitter&&) noexcept = default;
WordSplitter& WordSplitter::operator=(WordSplitter&&) noexcept = default;
WordSplitter::~WordSplitter() = default;

Result<WordSplitter> WordSplitter::create() {
    int code = 0;
    PCRE2_SIZE offset = 0;
    auto pattern = std::make_unique<Pattern>();
    pattern->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(kPattern), PCRE2_ZERO_TERMINATED,
                                      PCRE2_UTF | PCRE2_UCP, &code, &offset, nullptr));
    if (!pattern->code) {
        return internalError("The regular expression library refuses the pre-tokenisation pattern (code " +
                             std::to_string(code) + ").");
    }
    pcre2_jit_compile(pattern->code.get(), PCRE2_JIT_COMPLETE);  // without it, matching is slower but equal
    pattern->context.reset(pcre2_match_context_create(nullptr));
    if (!pattern->context) return Error(ErrorKind::OutOfMemory, "Not enough memory for a tokenizer.");
    pcre2_set_match_limit(pattern->context.get(), kMatchLimit);
    pcre2_set_depth_limit(pattern->context.get(), kDepthLimit);
    pcre2_set_heap_limit(pattern->context.get(), kHeapLimitKib);
    return WordSplitter(std::move(pattern));
}

void WordSplitter::split(std::string_view text, const std::function<void(std::string_view)>& take) const {
    const std::unique_ptr<pcre2_match_data, FreeMatch> match(pcre2_match_data_create(1, nullptr));
    std::size_t at = 0;
    while (match && at < text.size()) {
        const int found = pcre2_match(m_pattern->code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), at,
                                      PCRE2_NO_UTF_CHECK | PCRE2_ANCHORED, match.get(), m_pattern->context.get());
        const std::size_t end = found > 0 ? pcre2_get_ovector_pointer(match.get())[1] : at;
        if (end <= at) break;  // a limit was reached
        take(text.substr(at, end - at));
        at = end;
    }
    if (at < text.size()) take(text.substr(at));
}

}  // namespace detox
