// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress.h"

#include <array>

#include "app/cli/json_output.h"
#include "app/cli/terminal.h"
#include "core/api/metric_names.h"

namespace detox::cli {
namespace {

constexpr std::chrono::seconds kQuietTime{30};
constexpr int kSteps = 20;

struct Shown {
    const char* metric;
    const char* label;
    int digits;
};

constexpr std::array<Shown, 7> kShown{{
    {metric::kRewardMean, "reward", 3},
    {metric::kToxicity, "toxicity", 3},
    {metric::kKl, "KL", 2},
    {metric::kResponseLengthMean, "length", 1},
    {"fit/loss", "loss", 3},
    {"fit/held_out_perplexity", "perplexity", 1},
    {"fit/held_out_f1", "F1", 3},
}};

std::string metricsText(const UpdateReport& report) {
    std::string out;
    for (const auto& shown : kShown) {
        const auto found = report.metrics.find(shown.metric);
        if (found != report.metrics.end()) {
            out += std::string("  ") + shown.label + " " + fixed(found->second, shown.digits);
        }
    }
    return out;
}

}  // namespace

void Progress::onEvent(const TrainingEvent& event) {
    switch (event.kind) {
        case EventKind::Phase:
            return showPhase(event);
        case EventKind::Alarm:
            return showAlarm(event);
        case EventKind::Note:
            return note(event.text);
        case EventKind::Paused:
            if (m_onPaused) m_onPaused();
            return;
        case EventKind::Checkpoint:
        case EventKind::Resumed:
            return;
    }
}

void Progress::onUpdate(std::shared_ptr<const UpdateReport> report) {
    for (const auto& [name, value] : report->metrics) m_metrics[name] = value;
    if (m_output == ProgressOutput::Json) printJson(jsonOf(*report));
    const std::string eta = timeLeft(report->update, report->totalUpdates);
    showUpdate("update " + std::to_string(report->update) + "/" + std::to_string(report->totalUpdates) +
                   metricsText(*report) + eta,
               report->update, report->totalUpdates);
}

void Progress::onProbe(std::shared_ptr<const ProbeReport> report) {
    const Measurement& m = report->measurement;
    note(std::string(report->onTestPrompts ? "test" : "probe") + " at update " + std::to_string(report->update) +
         "  toxicity " + fixed(m.meanToxicity, 3) + "  length " + fixed(m.meanLength, 1) + "  perplexity " +
         fixed(m.perplexity, 1) + "  distinct-2 " + fixed(m.distinct2, 3));
}

void Progress::showPhase(const TrainingEvent& event) {
    const std::string count =
        event.total > 0 ? " " + std::to_string(event.done) + "/" + std::to_string(event.total) : "";
    if (statusIsShown()) return showStatus(event.text + count);
    const bool isNew = event.text != m_phase && m_first < 0;
    m_phase = event.text;
    if (!isNew && Clock::now() - m_shownAt < kQuietTime) return;
    m_shownAt = Clock::now();
    note(event.text + count);
}

/// What is still the matter at the same update is not said again.
void Progress::showAlarm(const TrainingEvent& event) {
    const std::string line = "Warning at update " + std::to_string(event.update) + ": " + event.text +
                             (event.remedy.empty() ? "" : " " + event.remedy);
    if (std::exchange(m_alarm, line) != line) note(line);
}

void Progress::end() {
    showStatus("");
}

void Progress::showUpdate(const std::string& line, int done, int total) {
    if (statusIsShown()) return showStatus(line);
    const auto now = Clock::now();
    const int twentieth = total > 0 ? static_cast<int>(static_cast<long>(done) * kSteps / total) : 0;
    if (twentieth == m_shownTwentieth && now - m_shownAt < kQuietTime) return;
    m_shownTwentieth = twentieth;
    m_shownAt = now;
    note(line);
}

std::string Progress::timeLeft(int done, int total) {
    const auto now = Clock::now();
    if (m_first < 0) {
        m_first = done;
        m_firstAt = now;
        return "";
    }
    if (done <= m_first || total <= done) return "";
    const double seconds = std::chrono::duration<double>(now - m_firstAt).count();
    return "  " + duration(seconds / (done - m_first) * (total - done)) + " left";
}

}  // namespace detox::cli
