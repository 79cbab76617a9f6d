// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/api/run_store.h"

namespace detox::ui {

/// Keys of the probe measurements among a run's curves; training metrics keep the names of metric_names.h.
namespace probe {
inline constexpr char kToxicity[] = "probe/mean_toxicity";
inline constexpr char kPerplexity[] = "probe/perplexity";
inline constexpr char kLength[] = "probe/mean_length";
}  // namespace probe

/// The numbers that a run's charts show, by name, in the order of updates. The window's own copy: it never asks a live
/// trainer. Used by one thread.
class RunCurves {
public:
    /// Reads a run as it was recorded. `probes` on test prompts are left out: they are no curve.
    static RunCurves of(const std::map<std::string, std::vector<MetricPoint>>& metrics,
                        const std::vector<ProbeReport>& probes);

    void add(const UpdateReport& report);
    void add(const ProbeReport& report);

    /// Empty when the run has no such metric.
    [[nodiscard]] const std::vector<MetricPoint>& curve(const std::string& name) const;
    [[nodiscard]] bool empty() const { return m_curves.empty(); }
    [[nodiscard]] int lastUpdate() const { return m_lastUpdate; }

private:
    void append(const std::string& name, MetricPoint point);

    std::map<std::string, std::vector<MetricPoint>> m_curves;
    int m_lastUpdate = 0;
};

}  // namespace detox::ui
