// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include <QWidget>

#include "core/api/run_store.h"

class QSplitter;
class QVBoxLayout;

namespace detox::ui {

class ChartBoard;
class TrainCheckpointCard;
class TrainMachineCard;
class TrainTables;

/// A run to look at: its charts, samples, journal and checkpoints, while it trains or afterwards.
class TrainLive final : public QWidget {
    Q_OBJECT
public:
    explicit TrainLive(const std::filesystem::path& dataFolder, QWidget* parent = nullptr);

    /// A run that has nothing yet.
    void begin(const RunConfig& config);
    /// A run as it was recorded; on failure the view is empty.
    [[nodiscard]] Result<void> load(const RunStore& store, std::int64_t id);
    /// Reads checkpoints anew: one was written.
    void refreshCheckpoints(const RunStore& store, std::int64_t id);

    void add(const UpdateReport& report);
    void add(const ProbeReport& report);
    void add(const TrainingEvent& event);
    void setWaitingMessage(const QString& message);

    [[nodiscard]] ChartBoard& board() const { return *m_board; }
    [[nodiscard]] TrainTables& tables() const { return *m_tables; }
    [[nodiscard]] TrainCheckpointCard& checkpoints() const { return *m_checkpoints; }

signals:
    void compareRequested(int update);
    void exportRequested(int update);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();

    ChartBoard* m_board;
    TrainTables* m_tables;
    QSplitter* m_split;
    QWidget* m_inspector;
    QVBoxLayout* m_inspectorColumn;
    TrainCheckpointCard* m_checkpoints;
    TrainMachineCard* m_machine;
    bool m_narrow = false;
    std::vector<ProbeReport> m_probes;
};

}  // namespace detox::ui
