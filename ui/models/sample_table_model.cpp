// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/sample_table_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/models/display_text.h"

namespace detox::ui {
namespace {

bool isText(int column) {
    return column == SampleTableModel::Prompt || column == SampleTableModel::Response;
}

/// A number that was not measured lies below all others: NaN would leave no order to sort by.
double sortable(double value) {
    return std::isnan(value) ? -std::numeric_limits<double>::infinity() : value;
}

int alignment(int column) {
    const bool left = isText(column) || column == SampleTableModel::Toxicity;
    return static_cast<int>((left ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
}

}  // namespace

SampleTableModel::SampleTableModel(int capacity, QObject* parent) : QAbstractTableModel(parent), m_capacity(capacity) {}

void SampleTableModel::prepend(const std::vector<RolloutSample>& samples) {
    const int count = std::min(m_capacity, static_cast<int>(samples.size()));
    if (count == 0 || (!m_samples.empty() && m_samples.front().update >= samples.front().update)) return;
    const int kept = std::min(static_cast<int>(m_samples.size()), m_capacity - count);
    if (kept < static_cast<int>(m_samples.size())) {
        beginRemoveRows({}, kept, static_cast<int>(m_samples.size()) - 1);
        m_samples.resize(static_cast<std::size_t>(kept));
        endRemoveRows();
    }
    beginInsertRows({}, 0, count - 1);
    m_samples.insert(m_samples.begin(), samples.begin(), samples.begin() + count);
    endInsertRows();
}

void SampleTableModel::reset(std::vector<RolloutSample> samples) {
    beginResetModel();
    m_samples = std::move(samples);
    if (static_cast<int>(m_samples.size()) > m_capacity) m_samples.resize(static_cast<std::size_t>(m_capacity));
    endResetModel();
}

int SampleTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_samples.size());
}

int SampleTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SampleTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const RolloutSample& row = sample(index.row());
    switch (role) {
        case Qt::DisplayRole:
            return display(row, index.column());
        case Qt::ToolTipRole:
            return isText(index.column()) ? plainToolTip(tr("%1 characters. Return shows the whole text.")
                                                             .arg(display(row, index.column()).toString().size()))
                                          : QVariant();
        case Qt::TextAlignmentRole:
            return alignment(index.column());
        case kValueRole:
            return value(row, index.column());
        case kToxicityRole:
            // Prompts are chosen for being toxic and carry no score of their own: hidden like unscored text.
            return index.column() == Prompt ? 1.0 : row.toxicity;
        default:
            return {};
    }
}

QVariant SampleTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return alignment(section);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case Update:
            return tr("Update");
        case Prompt:
            return tr("Prompt");
        case Response:
            return tr("Response");
        case Toxicity:
            return tr("Toxicity");
        case Reward:
            return tr("Reward");
        case Kl:
            return tr("KL");
        case Tokens:
            return tr("Tokens");
        default:
            return {};
    }
}

QVariant SampleTableModel::display(const RolloutSample& sample, int column) {
    switch (column) {
        case Update:
            return QString::number(sample.update);
        case Prompt:
            return plainLine(sample.prompt);
        case Response:
            return plainLine(sample.response);
        case Toxicity:
            return decimal(sample.toxicity);
        case Reward:
            return decimal(sample.score);
        case Kl:
            return decimal(sample.kl, 1);
        case Tokens:
            return QString::number(sample.responseTokens);
        default:
            return {};
    }
}

QVariant SampleTableModel::value(const RolloutSample& sample, int column) {
    switch (column) {
        case Update:
            return sample.update;
        case Toxicity:
            return sample.toxicity;
        case Reward:
            return sortable(sample.score);
        case Kl:
            return sortable(sample.kl);
        case Tokens:
            return sample.responseTokens;
        default:
            return display(sample, column);
    }
}

}  // namespace detox::ui
