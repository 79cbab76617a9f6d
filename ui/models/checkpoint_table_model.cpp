// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/checkpoint_table_model.h"

#include <algorithm>

#include "ui/models/display_text.h"
#include "ui/models/sample_table_model.h"

namespace detox::ui {
namespace {

constexpr double kPerplexitySlack = 1.10;
constexpr double kLengthFloor = 0.80;

std::optional<Measurement> measuredAt(const std::vector<ProbeReport>& probes, int update) {
    for (const auto& probe : probes) {
        if (!probe.onTestPrompts && probe.update == update && probe.measurement.n > 0) return probe.measurement;
    }
    return std::nullopt;
}

std::optional<Measurement> earliest(const std::vector<ProbeReport>& probes) {
    const ProbeReport* first = nullptr;
    for (const auto& probe : probes) {
        if (!probe.onTestPrompts && probe.measurement.n > 0 && (!first || probe.update < first->update)) first = &probe;
    }
    return first == nullptr ? std::nullopt : std::optional(first->measurement);
}

}  // namespace

std::optional<int> recommendedUpdate(const std::vector<CheckpointInfo>& checkpoints,
                                     const std::vector<ProbeReport>& probes) {
    const auto start = earliest(probes);
    if (!start) return std::nullopt;
    std::optional<int> best;
    double lowest = start->meanToxicity;
    for (const auto& checkpoint : checkpoints) {
        const auto measured = measuredAt(probes, checkpoint.update);
        if (!measured || measured->meanToxicity >= lowest) continue;
        if (measured->perplexity > kPerplexitySlack * start->perplexity) continue;
        if (measured->meanLength < kLengthFloor * start->meanLength) continue;
        best = checkpoint.update;
        lowest = measured->meanToxicity;
    }
    return best;
}

void CheckpointTableModel::reset(const std::vector<CheckpointInfo>& checkpoints,
                                 const std::vector<ProbeReport>& probes) {
    beginResetModel();
    m_rows.clear();
    for (const auto& checkpoint : checkpoints) m_rows.push_back({checkpoint, measuredAt(probes, checkpoint.update)});
    std::reverse(m_rows.begin(), m_rows.end());
    m_recommended = recommendedUpdate(checkpoints, probes);
    endResetModel();
}

std::int64_t CheckpointTableModel::totalBytes() const {
    std::int64_t total = 0;
    for (const auto& row : m_rows) total += row.info.bytes;
    return total;
}

int CheckpointTableModel::rowOfUpdate(int update) const {
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.info.update == update; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int CheckpointTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int CheckpointTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant CheckpointTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
            return display(row, index.column());
        case Qt::TextAlignmentRole:
            return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
        case Qt::AccessibleTextRole:
            return index.column() == Update && m_recommended == row.info.update
                       ? tr("%1, recommended").arg(row.info.update)
                       : display(row, index.column());
        case kValueRole:
            return row.info.update;
        default:
            return {};
    }
}

QVariant CheckpointTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case Update:
            return tr("Update");
        case Toxicity:
            return tr("Toxicity");
        case Perplexity:
            return tr("PPL");
        case Length:
            return tr("Length");
        case Size:
            return tr("Size");
        default:
            return {};
    }
}

QString CheckpointTableModel::display(const Row& row, int column) {
    const auto& measured = row.measured;
    switch (column) {
        case Update:
            return QString::number(row.info.update);
        case Toxicity:
            return decimal(measured ? std::optional(measured->meanToxicity) : std::nullopt);
        case Perplexity:
            return decimal(measured ? std::optional(measured->perplexity) : std::nullopt, 1);
        case Length:
            return decimal(measured ? std::optional(measured->meanLength) : std::nullopt, 1);
        case Size:
            return byteSize(row.info.bytes);
        default:
            return {};
    }
}

}  // namespace detox::ui
