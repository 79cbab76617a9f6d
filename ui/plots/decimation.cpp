// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/decimation.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace detox::ui {
namespace {

/// The lowest and the highest point of one span of x.
struct Extremes {
    std::optional<std::size_t> low, high;

    void add(const std::vector<PlotPoint>& points, std::size_t i) {
        if (!std::isfinite(points[i].y)) return;
        if (!low || points[i].y < points[*low].y) low = i;
        if (!high || points[i].y > points[*high].y) high = i;
    }

    void flush(const std::vector<PlotPoint>& points, std::vector<PlotPoint>& out) {
        if (low) {
            out.push_back(points[std::min(*low, *high)]);
            if (*low != *high) out.push_back(points[std::max(*low, *high)]);
        }
        low.reset();
        high.reset();
    }
};

}  // namespace

std::vector<PlotPoint> decimated(const std::vector<PlotPoint>& points, std::size_t buckets) {
    if (buckets == 0 || points.size() <= 2 * buckets + 2) return points;
    const double first = points.front().x;
    const double span = points.back().x - first;
    if (!(span > 0)) return points;
    std::vector<PlotPoint> out{points.front()};
    Extremes extremes;
    std::size_t current = 0;
    for (std::size_t i = 1; i + 1 < points.size(); ++i) {
        const double share = (points[i].x - first) / span * static_cast<double>(buckets);
        const auto bucket = std::min(buckets - 1, static_cast<std::size_t>(std::max(0.0, share)));
        if (bucket != current) extremes.flush(points, out);
        current = bucket;
        extremes.add(points, i);
    }
    extremes.flush(points, out);
    out.push_back(points.back());
    return out;
}

}  // namespace detox::ui
