// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/journal_table_model.h"

#include "ui/models/display_text.h"
#include "ui/models/sample_table_model.h"

namespace detox::ui {
namespace {

QString kindText(EventKind kind) {
    switch (kind) {
        case EventKind::Phase:
            return JournalTableModel::tr("Step");
        case EventKind::Paused:
            return JournalTableModel::tr("Paused");
        case EventKind::Resumed:
            return JournalTableModel::tr("Resumed");
        case EventKind::Checkpoint:
            return JournalTableModel::tr("Checkpoint");
        case EventKind::Alarm:
            return JournalTableModel::tr("Alarm");
        case EventKind::Note:
            return JournalTableModel::tr("Note");
    }
    return {};
}

QString wholeText(const JournalEntry& entry) {
    const QString text = plainLine(entry.text);
    return entry.remedy.empty() ? text : text + QChar(' ') + plainLine(entry.remedy);
}

}  // namespace

bool belongsInJournal(EventKind kind) {
    return kind != EventKind::Phase;
}

void JournalTableModel::add(JournalEntry entry) {
    beginInsertRows({}, 0, 0);
    m_entries.push_back(std::move(entry));
    endInsertRows();
}

void JournalTableModel::reset(std::vector<JournalEntry> entries) {
    beginResetModel();
    m_entries = std::move(entries);
    endResetModel();
}

int JournalTableModel::rowOfAlarm(int update) const {
    for (int row = 0; row < rowCount(); ++row) {
        if (entry(row).kind == EventKind::Alarm && entry(row).update == update) return row;
    }
    return -1;
}

int JournalTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int JournalTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant JournalTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const JournalEntry& row = entry(index.row());
    switch (role) {
        case Qt::DisplayRole:
            return display(row, index.column());
        case Qt::ToolTipRole:
            return index.column() == Text ? plainToolTip(wholeText(row)) : QVariant();
        case Qt::TextAlignmentRole:
            return static_cast<int>((index.column() == Update ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        case kValueRole:
            return static_cast<int>(row.kind);
        default:
            return {};
    }
}

QVariant JournalTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Update ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case Time:
            return tr("Time");
        case Update:
            return tr("Update");
        case Kind:
            return tr("Kind");
        case Text:
            return tr("What happened");
        default:
            return {};
    }
}

QString JournalTableModel::display(const JournalEntry& entry, int column) {
    switch (column) {
        case Time:
            return timeOfDay(entry.unixMillis);
        case Update:
            return QString::number(entry.update);
        case Kind:
            return kindText(entry.kind);
        case Text:
            return wholeText(entry);
        default:
            return {};
    }
}

}  // namespace detox::ui
