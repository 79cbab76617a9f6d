// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/event_loop/phase.h"

#include <array>
#include <cstdio>

#include <QEvent>

#include "tests/bench/event_loop/waiting.h"
#include "ui/plots/plot_view.h"

namespace detox::bench {
namespace {

constexpr std::size_t kSlowest = 5;

class PaintCounter final : public QObject {
public:
    explicit PaintCounter(const QList<ui::PlotView*>& plots) {
        for (ui::PlotView* plot : plots) plot->installEventFilter(this);
    }
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::Paint) ++m_count;
        return QObject::eventFilter(watched, event);
    }
    [[nodiscard]] int count() const { return m_count; }

private:
    int m_count = 0;
};

template <class... Values>
std::string formatted(const char* format, Values... values) {
    std::array<char, 256> line{};
    std::snprintf(line.data(), line.size(), format, values...);
    return line.data();
}

}  // namespace

Phase measurePhase(const std::string& name, const PhaseLength& length, Stage& stage, TimedApplication& application) {
    Phase phase{.name = name};
    const PaintCounter paints(stage.window().findChildren<ui::PlotView*>());
    const int updates = stage.updates();
    const int tokens = stage.tokensCompared();
    ProcessorMeter meter;
    Heartbeat heartbeat;
    application.begin();
    const auto start = std::chrono::steady_clock::now();
    heartbeat.start();
    runLoop(length.time);
    const auto patience = std::chrono::duration_cast<std::chrono::seconds>(9 * length.time);
    if (length.updates > 0) (void)waitFor([&] { return stage.updates() - updates >= length.updates; }, patience);
    Heartbeat::Lateness lateness = heartbeat.stop();
    phase.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    phase.processor = meter.read();
    phase.slowest = application.slowest(kSlowest);
    phase.stalls = lateness.stalls;
    phase.lateness = quantilesOf(std::move(lateness.millis));
    phase.updates = stage.updates() - updates;
    phase.tokens = stage.tokensCompared() - tokens;
    phase.chartPaints = paints.count();
    phase.loadAfter = loadAverages().front();
    return phase;
}

OrderedJson jsonOf(const Phase& phase) {
    OrderedJson slow = OrderedJson::array();
    for (const auto& event : phase.slowest)
        slow.push_back({{"event", event.what}, {"millis", event.millis}, {"cpuMillis", event.cpuMillis}});
    return {{"name", phase.name},
            {"seconds", phase.seconds},
            {"latenessMillis", jsonOf(phase.lateness)},
            {"stalls", phase.stalls},
            {"updates", phase.updates},
            {"chartPaints", phase.chartPaints},
            {"tokens", phase.tokens},
            {"processorCores", jsonOf(phase.processor)},
            {"loadAfter", phase.loadAfter},
            {"slowestEvents", slow}};
}

std::string headings() {
    return formatted("%-24s %7s %7s %7s %7s %7s %7s | %7s %7s %6s | %5s %6s %6s", "milliseconds late", "p50", "p95",
                     "p99", "p99.9", "max", ">128ms", "updates", "paints", "tokens", "own", "others", "stolen");
}

std::string rowOf(const Phase& phase) {
    const Quantiles& late = phase.lateness;
    std::string out =
        formatted("%-24s %7.2f %7.2f %7.2f %7.2f %7.1f %7d | %7d %7d %6d | %5.2f %6.2f %6.2f", phase.name.c_str(),
                  late.p50, late.p95, late.p99, late.p999, late.max, phase.stalls, phase.updates, phase.chartPaints,
                  phase.tokens, phase.processor.own, phase.processor.others, phase.processor.stolen);
    if (!phase.slowest.empty()) {
        const auto& slow = phase.slowest.front();
        out += formatted("\n%24s longest event: %s, %.1f ms (%.1f ms of processor time)", "", slow.what.c_str(),
                         slow.millis, slow.cpuMillis);
    }
    return out;
}

}  // namespace detox::bench
