// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/checkpoint_table_model.h"
#include "ui/widgets/card.h"

class QPushButton;
class QTableView;

namespace detox::ui {

class PlainLabel;

/// A run's checkpoints with what the probe prompts measured, the recommended one marked and explained.
class TrainCheckpointCard final : public Card {
    Q_OBJECT
public:
    explicit TrainCheckpointCard(QWidget* parent = nullptr);

    void setCheckpoints(const std::vector<CheckpointInfo>& checkpoints, const std::vector<ProbeReport>& probes);
    [[nodiscard]] const CheckpointTableModel& model() const { return m_model; }
    /// The selected one, else the recommended, else the newest; -1 when there is none.
    [[nodiscard]] int chosenUpdate() const;

signals:
    void compareRequested(int update);
    void exportRequested(int update);

private:
    void explain();

    CheckpointTableModel m_model;
    PlainLabel* m_count;
    QTableView* m_table;
    PlainLabel* m_reason;
    QPushButton* m_compare;
    QPushButton* m_export;
};

}  // namespace detox::ui
