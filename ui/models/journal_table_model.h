// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractTableModel>

#include "core/api/run_store.h"

namespace detox::ui {

/// What happened in a run, newest first: alarms with their remedy, pauses, checkpoints, notes.
class JournalTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Time, Update, Kind, Text, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void add(JournalEntry entry);
    /// `entries` oldest first, as RunStore gives them.
    void reset(std::vector<JournalEntry> entries);
    [[nodiscard]] const JournalEntry& entry(int row) const {
        return m_entries[m_entries.size() - 1 - static_cast<std::size_t>(row)];
    }
    /// -1 when nothing was noted there.
    [[nodiscard]] int rowOfAlarm(int update) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] static QString display(const JournalEntry& entry, int column);

    std::vector<JournalEntry> m_entries;  ///< oldest first
};

/// Phases come many per second and are shown where they happen, not kept.
[[nodiscard]] bool belongsInJournal(EventKind kind);

}  // namespace detox::ui
