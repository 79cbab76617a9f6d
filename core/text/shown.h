// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/util/utf8.h"

namespace detox {

/// A name out of a foreign file as an error's one sentence shows it: its first 128 bytes, line breaks and what drives a
/// terminal escaped.
[[nodiscard]] inline std::string shown(std::string_view name) {
    constexpr std::size_t kShownBytes = 128;
    return utf8::visible(name.substr(0, kShownBytes), utf8::Newlines::Escape);
}

}  // namespace detox
