// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <QAbstractTableModel>

#include "core/api/run_store.h"

namespace detox::ui {

/// The checkpoint with the lowest probe toxicity among those whose perplexity is at most 10 % above the first probe's
/// and whose responses are at least 80 % as long; nothing without two probes. DESIGN 8: the best is rarely the last.
[[nodiscard]] std::optional<int> recommendedUpdate(const std::vector<CheckpointInfo>& checkpoints,
                                                   const std::vector<ProbeReport>& probes);

/// Checkpoints of a run, newest first, with what the probe prompts measured at the same update.
class CheckpointTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Update, Toxicity, Perplexity, Length, Size, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// `checkpoints` oldest first, as RunStore gives them.
    void reset(const std::vector<CheckpointInfo>& checkpoints, const std::vector<ProbeReport>& probes);
    [[nodiscard]] const CheckpointInfo& checkpoint(int row) const { return m_rows[static_cast<std::size_t>(row)].info; }
    [[nodiscard]] std::optional<int> recommended() const { return m_recommended; }
    [[nodiscard]] std::int64_t totalBytes() const;
    /// -1 when there is none.
    [[nodiscard]] int rowOfUpdate(int update) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        CheckpointInfo info;
        std::optional<Measurement> measured;
    };
    [[nodiscard]] static QString display(const Row& row, int column);

    std::vector<Row> m_rows;
    std::optional<int> m_recommended;
};

}  // namespace detox::ui
