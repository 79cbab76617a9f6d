// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstdlib>

namespace detox {

struct Repeats {
    std::uint32_t usual = 0;
    std::uint32_t nightly = 0;
};

/// How often a stress loop goes round: the nightly number where DETOX_NIGHTLY is set, as ctest's label nightly does.
inline std::uint32_t repeats(Repeats repeats) {
    return std::getenv("DETOX_NIGHTLY") == nullptr ? repeats.usual : repeats.nightly;
}

}  // namespace detox
