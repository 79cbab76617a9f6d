// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "core/api/engine.h"
#include "core/api/run_store.h"
#include "ui/bridge/engine_provider.h"

namespace detox::ui {

/// What an export works with; all of it outlives the job.
struct ExportTools {
    EngineProvider engine;
    const RunStore* store = nullptr;
    std::function<void()> wake;  ///< on the job's thread, at most once between two calls of take()
};

/// A checkpoint and where it goes.
struct ExportOrder {
    std::string model;             ///< run:ID@update
    std::filesystem::path output;  ///< absolute; must not exist yet
    ExportConfig config;
};

/// What an export said since the last look.
struct ExportNews {
    std::optional<TrainingEvent> phase;            ///< only the latest
    std::optional<Result<ExportOutcome>> outcome;  ///< the last thing it says
};

/// One export from loading the engine to its end. run() blocks on a thread of its own, take() is called from the
/// window's.
class ExportJob final : private TrainingObserver {
public:
    ExportJob(ExportTools tools, ExportOrder order);

    /// Reports its end, too. Catches everything.
    void run(std::stop_token stop);
    [[nodiscard]] ExportNews take();

private:
    void onEvent(const TrainingEvent& event) override;
    void onUpdate(std::shared_ptr<const UpdateReport>) override {}
    void onProbe(std::shared_ptr<const ProbeReport>) override {}

    [[nodiscard]] Result<ExportOutcome> work(const std::stop_token& stop);
    [[nodiscard]] Result<ExportSetup> prepare() const;
    template <class Change>
    void change(const Change& apply);

    const ExportTools m_tools;
    const ExportOrder m_order;

    std::mutex m_mutex;
    // guarded by m_mutex:
    ExportNews m_news;
    bool m_woken = false;
};

}  // namespace detox::ui
