// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipeline/combining_marks.h"

#include <algorithm>
#include <vector>

#include "core/util/utf8.h"

namespace detox {
namespace {

/// Marks behind one character in any real text are fewer (UAX #15, section 13).
constexpr std::size_t kLongRun = 30;
constexpr char32_t kFirstMark = 0x300;

struct Mark {
    char32_t codePoint = 0;
    std::uint8_t combiningClass = 0;
};

/// Appends what `c` decomposes into where that is marks alone; false, having appended nothing, where it is not.
bool appendMarks(std::vector<Mark>& marks, char32_t c, const icu::Normalizer2& form) {
    if (c < kFirstMark) return false;
    icu::UnicodeString decomposed;
    if (!form.getDecomposition(static_cast<UChar32>(c), decomposed)) decomposed = static_cast<UChar32>(c);
    const std::size_t before = marks.size();
    for (std::int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
        const UChar32 part = decomposed.char32At(i);
        marks.push_back({static_cast<char32_t>(part), form.getCombiningClass(part)});
        if (marks.back().combiningClass != 0) continue;
        marks.resize(before);
        return false;
    }
    return true;
}

}  // namespace

std::string withMarksInOrder(std::string_view text, const icu::Normalizer2& form) {
    std::string out;
    out.reserve(text.size());
    std::vector<Mark> run;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        run.clear();
        for (bool marks = true; marks && at < text.size();) {
            const utf8::Decoded character = utf8::decodeFirst(text.substr(at));
            marks = appendMarks(run, character.codePoint, form);
            if (marks || at == begin) at += character.length;
        }
        if (run.size() <= kLongRun) {
            out += text.substr(begin, at - begin);
            continue;
        }
        std::ranges::stable_sort(run, {}, &Mark::combiningClass);
        for (const Mark& mark : run) utf8::append(out, mark.codePoint);
    }
    return out;
}

}  // namespace detox
