// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "core/util/random.h"

namespace detox {

/// Alters the first `within` bytes of `text` in up to three places: a byte, a bit, a digit, a removed or a doubled
/// stretch. The same for the same number.
inline std::string mutant(std::string text, std::uint32_t number, std::size_t within) {
    auto draw = [&, token = 0U](std::size_t limit) mutable {
        return static_cast<std::size_t>(
            randomInteger({.seed = 7, .sample = number, .token = token++}, 0, static_cast<std::int64_t>(limit) - 1));
    };
    const std::size_t changes = 1 + draw(3);
    for (std::size_t i = 0; i < changes && !text.empty(); ++i) {
        const std::size_t at = draw(std::min<std::size_t>(text.size(), within));
        switch (draw(5)) {
            case 0:
                text[at] = static_cast<char>(draw(256));
                break;
            case 1:
                text[at] = static_cast<char>(text[at] ^ static_cast<char>(1U << draw(8)));
                break;
            case 2:
                text[at] = "0123456789{}[]\",:-.e"[draw(20)];
                break;
            case 3:
                text.erase(at, 1 + draw(16));
                break;
            default:
                text.insert(at, text.substr(draw(text.size()), 1 + draw(16)));
        }
    }
    return text;
}

}  // namespace detox
