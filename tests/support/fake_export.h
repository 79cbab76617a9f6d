// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

#include "core/api/engine.h"

namespace detox {

/// What fake exports do, in the hands of a test. Each reports kSteps steps and ends. Safe from any thread.
class FakeExport {
public:
    static constexpr int kSteps = 5;

    /// Lets exports report steps up to and including `step`; kSteps lets them end.
    void allow(int step);
    /// Exports end with this error instead; nothing: they succeed again.
    void failWith(std::optional<Error> error);
    /// What was asked for so far.
    [[nodiscard]] std::vector<ExportSetup> setups() const;
    /// Exports that have returned.
    [[nodiscard]] int ended() const;

    /// For the engine.
    [[nodiscard]] Result<ExportOutcome> run(const ExportSetup& setup, const std::stop_token& stop,
                                            TrainingObserver& observer);

private:
    [[nodiscard]] Result<ExportOutcome> steps(const ExportSetup& setup, const std::stop_token& stop,
                                              TrainingObserver& observer);

    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    // guarded by m_mutex:
    int m_allowed = 0;
    int m_ended = 0;
    std::optional<Error> m_error;
    std::vector<ExportSetup> m_setups;
};

}  // namespace detox
