// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>

#include "core/api/engine.h"
#include "core/api/run_store.h"
#include "ui/bridge/compare_inbox.h"
#include "ui/bridge/engine_provider.h"

namespace detox::ui {

/// Loads models and writes with them. All members but showRow() are called on the generator's thread.
class CompareWorker final : private SideBySideObserver {
public:
    /// `store` may be nullptr (then run:… names fail); it and `inbox` outlive the worker.
    CompareWorker(EngineProvider engine, const RunStore* store, CompareInbox& inbox);
    ~CompareWorker() override;

    /// Serves one request and reports its end. A side that cannot be loaded fails alone; the other one writes.
    void run(const CompareRequest& request, std::stop_token stop);
    /// The row whose text is scored while it is written. Any thread.
    void showRow(int row) { m_shownRow = row; }

private:
    struct Written {
        std::vector<std::string> texts;
        int tokens = 0;
    };

    void onPiece(Side side, const GeneratedPiece& piece) override;

    void serve(const CompareRequest& request, const std::stop_token& stop);
    [[nodiscard]] TextGenerator* openSide(Engine& engine, Side side, const std::string& name);
    [[nodiscard]] Result<TextGenerator*> generator(Engine& engine, const std::string& name);
    void openScorer(Engine& engine, const std::string& folder);
    void write(const std::array<TextGenerator*, kSides>& generators, const GenerationRequest& request,
               const std::stop_token& stop);
    void writeAlone(Side side, TextGenerator& generator, const GenerationRequest& request, const std::stop_token& stop);
    void fail(const Error& error);
    void reportSpeed(Side side);
    void scoreShown();
    void scoreAll();

    const EngineProvider m_engine;
    const RunStore* const m_store;
    CompareInbox& m_inbox;
    std::atomic<int> m_shownRow{0};
    // generator's thread:
    std::map<std::string, std::unique_ptr<TextGenerator>> m_generators;  ///< by resolved folder
    std::string m_scorerFolder;
    std::unique_ptr<TextScorer> m_scorer;
    std::array<Written, kSides> m_written;
    std::array<bool, kSides> m_writing{};
    std::chrono::steady_clock::time_point m_begun;
};

}  // namespace detox::ui
