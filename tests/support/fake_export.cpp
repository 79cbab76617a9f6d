// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_export.h"

#include <utility>

namespace detox {

void FakeExport::allow(int step) {
    const std::lock_guard lock(m_mutex);
    m_allowed = step;
    m_changed.notify_all();
}

void FakeExport::failWith(std::optional<Error> error) {
    const std::lock_guard lock(m_mutex);
    m_error = std::move(error);
}

std::vector<ExportSetup> FakeExport::setups() const {
    const std::lock_guard lock(m_mutex);
    return m_setups;
}

int FakeExport::ended() const {
    const std::lock_guard lock(m_mutex);
    return m_ended;
}

Result<ExportOutcome> FakeExport::run(const ExportSetup& setup, const std::stop_token& stop,
                                      TrainingObserver& observer) {
    auto outcome = steps(setup, stop, observer);
    const std::lock_guard lock(m_mutex);
    ++m_ended;
    return outcome;
}

Result<ExportOutcome> FakeExport::steps(const ExportSetup& setup, const std::stop_token& stop,
                                        TrainingObserver& observer) {
    std::unique_lock lock(m_mutex);
    m_setups.push_back(setup);
    for (int step = 1; step <= kSteps; ++step) {
        m_changed.wait(lock, stop, [&] { return m_allowed >= step; });
        if (stop.stop_requested()) return cancelled();
        TrainingEvent phase;
        phase.kind = EventKind::Phase;
        phase.text = "Writing the weights";
        phase.done = step;
        phase.total = kSteps;
        observer.onEvent(phase);
    }
    if (m_error) return *m_error;
    return ExportOutcome{.folder = setup.output, .bytes = 24'100'000, .weightFiles = 1, .tensors = 61};
}

}  // namespace detox
