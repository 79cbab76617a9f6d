// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/run_sparks.h"

#include <algorithm>
#include <cmath>

#include "core/api/metric_names.h"
#include "core/api/run_store.h"
#include "ui/plots/decimation.h"
#include "ui/plots/smoothing.h"

namespace detox::ui {
namespace {

constexpr double kSmoothing = 0.8;
constexpr std::size_t kBuckets = 33;  ///< a sparkline is 132 pixels wide

std::vector<double> thinned(const std::map<std::string, std::vector<MetricPoint>>& metrics, const char* name) {
    const auto found = metrics.find(name);
    if (found == metrics.end()) return {};
    Smoother smoother(kSmoothing);
    std::vector<PlotPoint> points;
    for (const auto& point : found->second) {
        const double value = smoother.next(point.value);
        if (std::isfinite(value)) points.push_back({static_cast<double>(point.update), value});
    }
    std::vector<double> values;
    for (const auto& point : decimated(points, kBuckets)) values.push_back(point.y);
    return values;
}

}  // namespace

RunSparks::RunSparks(const RunStore* store, QObject* parent) : QObject(parent), m_store(store) {
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &RunSparks::readNext);
}

const std::vector<double>& RunSparks::curve(Curve which, std::int64_t id, int updates) {
    Run& run = m_runs[id];
    if (run.wanted != updates) {
        run.wanted = updates;
        if (std::find(m_queue.begin(), m_queue.end(), id) == m_queue.end()) m_queue.push_back(id);
        if (!m_next.isActive()) m_next.start();
    }
    return which == Curve::Reward ? run.reward : run.toxicity;
}

int RunSparks::readAt(std::int64_t id) const {
    const auto run = m_runs.find(id);
    return run == m_runs.end() ? -1 : run->second.updates;
}

void RunSparks::readNext() {
    if (m_queue.empty() || m_store == nullptr) return;
    const std::int64_t id = m_queue.front();
    m_queue.pop_front();
    if (!m_queue.empty()) m_next.start();
    const auto metrics = m_store->metrics(id);
    if (!metrics) return;
    Run& run = m_runs[id];
    run.updates = run.wanted;
    run.reward = thinned(*metrics, metric::kRewardMean);
    run.toxicity = thinned(*metrics, metric::kToxicity);
    emit loaded();
}

}  // namespace detox::ui
