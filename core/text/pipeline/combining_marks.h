// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <unicode/normalizer2.h>

namespace detox {

/// `text` with every long run of combining marks decomposed and in canonical order (Unicode Standard 3.11, D108 and
/// D109): what `form` makes of it is the same. ICU puts each mark in its place by moving those after it, which takes
/// minutes for 100 KB of marks. Precondition: valid UTF-8.
[[nodiscard]] std::string withMarksInOrder(std::string_view text, const icu::Normalizer2& form);

}  // namespace detox
