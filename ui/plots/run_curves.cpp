// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/run_curves.h"

#include <algorithm>

namespace detox::ui {

RunCurves RunCurves::of(const std::map<std::string, std::vector<MetricPoint>>& metrics,
                        const std::vector<ProbeReport>& probes) {
    RunCurves curves;
    for (const auto& [name, points] : metrics) {
        for (const auto& point : points) curves.append(name, point);
    }
    for (const auto& report : probes) curves.add(report);
    return curves;
}

void RunCurves::add(const UpdateReport& report) {
    for (const auto& [name, value] : report.metrics) append(name, {.update = report.update, .value = value});
}

void RunCurves::add(const ProbeReport& report) {
    if (report.onTestPrompts || report.measurement.n == 0) return;
    append(probe::kToxicity, {report.update, report.measurement.meanToxicity});
    append(probe::kPerplexity, {report.update, report.measurement.perplexity});
    append(probe::kLength, {report.update, report.measurement.meanLength});
}

const std::vector<MetricPoint>& RunCurves::curve(const std::string& name) const {
    static const std::vector<MetricPoint> none;
    const auto found = m_curves.find(name);
    return found == m_curves.end() ? none : found->second;
}

void RunCurves::append(const std::string& name, MetricPoint point) {
    auto& points = m_curves[name];
    // A resumed run makes the updates after its checkpoint again; what is newer replaces what was.
    while (!points.empty() && points.back().update >= point.update) points.pop_back();
    points.push_back(point);
    m_lastUpdate = std::max(m_lastUpdate, point.update);
}

}  // namespace detox::ui
