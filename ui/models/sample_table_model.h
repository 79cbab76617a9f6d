// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractTableModel>

#include "core/api/update_report.h"

namespace detox::ui {

/// Raw numbers for sorting and delegates.
inline constexpr int kValueRole = Qt::UserRole + 1;
/// Toxicity of the row's text: what the blur delegate goes by.
inline constexpr int kToxicityRole = Qt::UserRole + 2;

/// Responses of a run, newest update first, at most `capacity`.
class SampleTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Update, Prompt, Response, Toxicity, Reward, Kl, Tokens, ColumnCount };

    explicit SampleTableModel(int capacity = 2000, QObject* parent = nullptr);

    /// Puts an update's samples before the others; the oldest beyond the capacity go. Samples of an update that is here
    /// already are left out.
    void prepend(const std::vector<RolloutSample>& samples);
    /// `samples` newest first.
    void reset(std::vector<RolloutSample> samples);
    /// Precondition: `row` is a row.
    [[nodiscard]] const RolloutSample& sample(int row) const { return m_samples[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] static QVariant display(const RolloutSample& sample, int column);
    [[nodiscard]] static QVariant value(const RolloutSample& sample, int column);

    const int m_capacity;
    std::vector<RolloutSample> m_samples;
};

}  // namespace detox::ui
