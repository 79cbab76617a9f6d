// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/export_job.h"

#include <exception>
#include <utility>

#include "ui/bridge/run_folders.h"
#include "ui/bridge/thread_priority.h"

namespace detox::ui {

ExportJob::ExportJob(ExportTools tools, ExportOrder order) : m_tools(std::move(tools)), m_order(std::move(order)) {}

void ExportJob::run(std::stop_token stop) {
    lowerThreadPriority();
    Result<ExportOutcome> outcome = cancelled();
    try {
        outcome = work(stop);
    } catch (const Error& error) {
        outcome = error;
    } catch (const std::exception& error) {
        outcome = internalError(std::string("The export ended unexpectedly: ") + error.what());
    }
    change([&](ExportNews& news) { news.outcome = std::move(outcome); });
}

ExportNews ExportJob::take() {
    const std::lock_guard lock(m_mutex);
    m_woken = false;
    return std::exchange(m_news, {});
}

void ExportJob::onEvent(const TrainingEvent& event) {
    if (event.kind != EventKind::Phase) return;
    change([&](ExportNews& news) { news.phase = event; });
}

Result<ExportOutcome> ExportJob::work(const std::stop_token& stop) {
    TrainingEvent loading;
    loading.kind = EventKind::Phase;
    loading.text = "Loading the engine";
    onEvent(loading);
    const auto engine = m_tools.engine();
    if (!engine) return engine.error();
    if (stop.stop_requested()) return cancelled();
    const auto setup = prepare();
    if (!setup) return setup.error();
    return (*engine)->exportModel(*setup, stop, *this);
}

Result<ExportSetup> ExportJob::prepare() const {
    auto folder = resolveModelName(m_order.model, *m_tools.store);
    if (!folder) return folder.error();
    auto origin = exportOrigin(m_order.model, *m_tools.store);
    if (!origin) return origin.error();
    ExportSetup setup{
        .model = std::move(*folder), .output = m_order.output, .config = m_order.config, .origin = std::move(*origin)};
    if (!setup.origin) return setup;
    // A base that has moved away since is no reason not to give the model away.
    const auto base = resolveModel(setup.origin->run.config.models.model, *m_tools.store);
    if (base) setup.origin->baseFolder = *base;
    return setup;
}

template <class Change>
void ExportJob::change(const Change& apply) {
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        apply(m_news);
        wake = !std::exchange(m_woken, true);
    }
    if (wake) m_tools.wake();
}

}  // namespace detox::ui
