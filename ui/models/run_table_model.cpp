// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_table_model.h"

#include <algorithm>
#include <filesystem>

#include <QDateTime>

#include "ui/models/display_text.h"
#include "ui/models/sample_table_model.h"

namespace detox::ui {
namespace {

int alignment(int column) {
    const bool number =
        column >= RunTableModel::Updates && column <= RunTableModel::Kl && column != RunTableModel::Curve;
    return static_cast<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

std::optional<double> lastToxicity(const RunSummary& run) {
    return run.after ? std::optional(run.after->meanToxicity) : run.lastToxicity;
}

QString updatesText(const RunSummary& run) {
    if (run.state == RunState::Finished) return QString::number(run.updates);
    return QStringLiteral("%1 / %2").arg(run.updates).arg(run.totalUpdates);
}

QString toxicityText(const RunSummary& run) {
    const auto first = run.before ? std::optional(run.before->meanToxicity) : std::nullopt;
    const auto last = lastToxicity(run);
    if (!first && !last) return decimal(std::nullopt);
    return QStringLiteral("%1 → %2").arg(decimal(first), decimal(last));
}

bool sameRuns(const std::vector<RunSummary>& a, const std::vector<RunSummary>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const RunSummary& x, const RunSummary& y) { return x.id == y.id; });
}

}  // namespace

QString runStateText(RunState state) {
    switch (state) {
        case RunState::Running:
            return RunTableModel::tr("Training");
        case RunState::Paused:
            return RunTableModel::tr("Paused");
        case RunState::Finished:
            return RunTableModel::tr("Finished");
        case RunState::Stopped:
            return RunTableModel::tr("Stopped");
        case RunState::Interrupted:
            return RunTableModel::tr("Interrupted");
        case RunState::Failed:
            return RunTableModel::tr("Failed");
    }
    return {};
}

QString shortModelName(const std::string& model) {
    const std::filesystem::path path(model);
    const auto leaf = path.has_filename() ? path.filename() : path.parent_path().filename();
    return plainLine(leaf.empty() ? model : leaf.string());
}

void RunTableModel::refresh(std::vector<RunSummary> runs) {
    if (sameRuns(m_runs, runs)) {
        m_runs = std::move(runs);
        if (!m_runs.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_runs = std::move(runs);
    endResetModel();
}

int RunTableModel::rowOf(std::int64_t id) const {
    const auto found = std::find_if(m_runs.begin(), m_runs.end(), [&](const RunSummary& run) { return run.id == id; });
    return found == m_runs.end() ? -1 : static_cast<int>(found - m_runs.begin());
}

int RunTableModel::count(RunState state) const {
    return static_cast<int>(
        std::count_if(m_runs.begin(), m_runs.end(), [&](const RunSummary& run) { return run.state == state; }));
}

int RunTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

int RunTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const RunSummary& row = run(index.row());
    switch (role) {
        case Qt::DisplayRole:
        case Qt::EditRole:
            return display(row, index.column());
        case Qt::AccessibleTextRole:
            return index.column() == Curve ? toxicityText(row) : display(row, index.column());
        case Qt::ToolTipRole:
            return toolTip(row, index.column());
        case Qt::TextAlignmentRole:
            return alignment(index.column());
        case kValueRole:
            return value(row, index.column());
        case kRunStateRole:
            return static_cast<int>(row.state);
        case kRunIdRole:
            return static_cast<qlonglong>(row.id);
        default:
            return {};
    }
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return alignment(section);
    if (role != Qt::DisplayRole) return {};
    const QStringList titles{tr("Name"),     tr("State"),        tr("Model"),  tr("Preset"), tr("Updates"),
                             tr("Toxicity"), tr("First → last"), tr("Reward"), tr("KL"),     tr("Started")};
    return section < titles.size() ? titles[section] : QVariant();
}

QString RunTableModel::display(const RunSummary& run, int column) {
    switch (column) {
        case Name:
            return plainLine(run.name);
        case State:
            return runStateText(run.state);
        case Model:
            return shortModelName(run.model);
        case Preset:
            return plainLine(run.preset);
        case Updates:
            return updatesText(run);
        case Toxicity:
            return toxicityText(run);
        case Reward:
            return decimal(run.lastReward);
        case Kl:
            return decimal(run.lastKl, 1);
        case Started:
            return day(run.startedMillis, QDateTime::currentDateTime());
        default:
            return {};
    }
}

QVariant RunTableModel::toolTip(const RunSummary& run, int column) {
    switch (column) {
        case State:
            return plainToolTip(plainLine(run.message));
        case Model:
            return plainToolTip(plainLine(run.model));
        case Started:
            return plainToolTip(dateTime(run.startedMillis));
        default:
            return {};
    }
}

QVariant RunTableModel::value(const RunSummary& run, int column) {
    switch (column) {
        case State:
            return static_cast<int>(run.state);
        case Updates:
            return run.updates;
        case Curve:
        case Toxicity:
            return lastToxicity(run).value_or(2);
        case Reward:
            return run.lastReward.value_or(-1e300);
        case Kl:
            return run.lastKl.value_or(-1e300);
        case Started:
            return static_cast<qlonglong>(run.startedMillis);
        default:
            return display(run, column);
    }
}

Qt::ItemFlags RunTableModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() && index.column() == Name ? flags | Qt::ItemIsEditable : flags;
}

bool RunTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!index.isValid() || index.column() != Name || role != Qt::EditRole) return false;
    const QString name = value.toString().trimmed();
    const RunSummary& row = run(index.row());
    if (name.isEmpty() || name == display(row, Name)) return false;
    emit renameRequested(row.id, name);
    return true;
}

RunFilter::RunFilter(QObject* parent) : QSortFilterProxyModel(parent) {
    setSortRole(kValueRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
}

void RunFilter::setQuery(const QString& text) {
    m_query = RunQuery(text);
    invalidateFilter();
}

void RunFilter::setState(std::optional<RunState> state) {
    m_state = state;
    invalidateFilter();
}

bool RunFilter::filterAcceptsRow(int sourceRow, const QModelIndex&) const {
    const auto* runs = qobject_cast<const RunTableModel*>(sourceModel());
    if (runs == nullptr) return true;
    const RunSummary& run = runs->run(sourceRow);
    return (!m_state || run.state == *m_state) && m_query.matches(run);
}

}  // namespace detox::ui
