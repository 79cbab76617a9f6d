// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <QString>

#include "core/config/run_config.h"

namespace detox::ui {

/// One line of a chart.
struct SeriesSpec {
    std::string metric;     ///< a name that RunCurves knows
    std::string deviation;  ///< metric of the band's half width; empty: no band
    QString name;           ///< in the legend
    int style = 0;          ///< index of the theme's series: colour and dash
    enum class Smoothing { Smoothed, AsMeasured } smoothing = Smoothing::Smoothed;
};

struct ReferenceLine {
    QString name;
    double value = 0;
};

/// How a chart writes its values.
struct ValueFormat {
    int decimals = 2;
    double factor = 1;  ///< 100 with the suffix " %" for shares
    QString suffix;
    [[nodiscard]] QString text(double value) const;
};

struct ChartSpec {
    QString key;  ///< file name of its picture
    QString title;
    std::vector<SeriesSpec> series;
    std::optional<ReferenceLine> reference;
    ValueFormat format;
    std::optional<double> floor;  ///< a value the y axis always reaches down to
    bool onlyWithData = false;    ///< hidden until a value exists
    double emptyUpper = 1;        ///< y range before the first value: [floor or 0, this]
};

/// The charts of a PPO run: reward, toxicity, KL, response length; with data also the share of responses that ended by
/// themselves and the perplexity under the original model.
[[nodiscard]] std::vector<ChartSpec> runChartSpecs(const RunConfig& config);

}  // namespace detox::ui
