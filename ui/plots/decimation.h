// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace detox::ui {

struct PlotPoint {
    double x = 0;
    double y = 0;
    friend bool operator==(const PlotPoint&, const PlotPoint&) = default;
};

/// At most 2 · `buckets` + 2 points of `points` (ordered by x): the first, the last, and the lowest and the highest of
/// each of `buckets` equal spans of x, in their order, so that no spike disappears. Fewer points come back unchanged.
/// Points whose y is not finite are kept out unless nothing is left out.
[[nodiscard]] std::vector<PlotPoint> decimated(const std::vector<PlotPoint>& points, std::size_t buckets);

}  // namespace detox::ui
