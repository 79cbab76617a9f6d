// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

#include <QObject>
#include <QTimer>

namespace detox {
class RunStore;
}

namespace detox::ui {

/// The curves behind the sparklines of run tables: few smoothed values per run, kept. A run is read when it is first
/// asked for and when it has moved since, one run per turn of the event loop, so that a table is on the screen before
/// its curves are. GUI thread only.
class RunSparks final : public QObject {
    Q_OBJECT
public:
    enum class Curve { Reward, Toxicity };

    /// `store` outlives the object; nullptr: there are no curves.
    explicit RunSparks(const RunStore* store, QObject* parent = nullptr);

    /// What is known of the run `id`, which has made `updates`; empty until it is read.
    [[nodiscard]] const std::vector<double>& curve(Curve which, std::int64_t id, int updates);
    /// Updates of the run when it was read: with the id it names a picture of its curves. -1 until then.
    [[nodiscard]] int readAt(std::int64_t id) const;

signals:
    /// Another run was read.
    void loaded();

private:
    struct Run {
        int updates = -1;
        int wanted = -1;
        std::vector<double> reward, toxicity;
    };
    void readNext();

    const RunStore* m_store;
    std::map<std::int64_t, Run> m_runs;
    std::deque<std::int64_t> m_queue;
    QTimer m_next;
};

}  // namespace detox::ui
