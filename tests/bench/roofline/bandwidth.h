// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

#include "core/util/json.h"

namespace detox::bench {

/// Bytes per second through memory, at the fastest; libtorch's thread count as it is set.
struct Bandwidth {
    double read = 0;   ///< reading alone, as decoding reads the weights
    double add = 0;    ///< a = b + c: two reads and a write (McCalpin's STREAM)
    double triad = 0;  ///< a = b + s·c, likewise
};

/// `read` over arrays of `bytes`, so that a model that a cache holds is measured against that cache; the others over
/// arrays that no cache holds.
[[nodiscard]] Bandwidth measureBandwidth(std::size_t bytes);
/// STREAM's "Add" alone.
[[nodiscard]] double measureAdd();

[[nodiscard]] OrderedJson jsonOf(const Bandwidth& bandwidth);

}  // namespace detox::bench
