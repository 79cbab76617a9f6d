// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>

#include "ui/bridge/compare_worker.h"

namespace detox::ui {

/// One text of a pane as far as it is known.
struct CompareRow {
    QString text;
    int tokens = 0;
    int scoredLength = 0;            ///< characters of text the toxicity is about
    std::optional<double> toxicity;  ///< of the first scoredLength characters
    std::string utf8;                ///< the text as it came
};

struct ComparePaneState {
    PanePhase phase = PanePhase::Empty;
    QString problem;
    QString modelName;
    double tokensPerSecond = 0;
    std::vector<CompareRow> rows;
};

/// Compares two models on a thread of its own and tells the window at most 30 times a second. GUI thread only; stopping
/// goes straight to the generator, past every event queue. Destroying it stops and joins.
class CompareController final : public QObject {
    Q_OBJECT
public:
    CompareController(EngineProvider engine, const RunStore* store, QObject* parent = nullptr);
    ~CompareController() override;

    /// Precondition: !busy().
    void generate(const CompareRequest& request);
    void stop();
    void showRow(int row);

    [[nodiscard]] bool busy() const { return m_busy; }
    [[nodiscard]] const ComparePaneState& pane(Side side) const { return m_panes[static_cast<std::size_t>(side)]; }
    [[nodiscard]] const QString& scorerProblem() const { return m_scorerProblem; }
    [[nodiscard]] const CompareRequest& request() const { return m_request; }

signals:
    /// Panes or busy() changed.
    void changed();

private:
    void work();
    void scheduleDrain();
    void drain();
    static void apply(const SideNews& news, ComparePaneState& pane);

    CompareInbox m_inbox;
    CompareWorker m_worker;
    QTimer m_drainTimer;
    QElapsedTimer m_sinceDrain;
    std::array<ComparePaneState, kSides> m_panes;
    QString m_scorerProblem;
    CompareRequest m_request;
    bool m_busy = false;

    std::mutex m_mutex;
    std::condition_variable m_wanted;
    // guarded by m_mutex:
    std::optional<CompareRequest> m_next;
    std::stop_source m_stop;
    bool m_closing = false;

    std::thread m_thread;  ///< last: uses everything above
};

}  // namespace detox::ui
