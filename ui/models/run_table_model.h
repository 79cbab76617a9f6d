// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include "core/api/run_store.h"
#include "ui/models/run_query.h"

namespace detox::ui {

/// RunState as int.
inline constexpr int kRunStateRole = Qt::UserRole + 3;
inline constexpr int kRunIdRole = Qt::UserRole + 4;

/// A run's state in one word, as pills say it.
[[nodiscard]] QString runStateText(RunState state);
/// The last folder of a path, or the name as it is: what a model is called in a table.
[[nodiscard]] QString shortModelName(const std::string& model);

/// Every run, newest first.
class RunTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, State, Model, Preset, Updates, Curve, Toxicity, Reward, Kl, Started, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// Keeps rows that stay, so that selection and scroll position survive a refresh.
    void refresh(std::vector<RunSummary> runs);
    [[nodiscard]] const RunSummary& run(int row) const { return m_runs[static_cast<std::size_t>(row)]; }
    /// -1 when there is none.
    [[nodiscard]] int rowOf(std::int64_t id) const;
    [[nodiscard]] int count(RunState state) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// A new name is asked for, not taken: whoever owns the runs answers with refresh().
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

signals:
    void renameRequested(qint64 id, const QString& name);

private:
    [[nodiscard]] static QString display(const RunSummary& run, int column);
    [[nodiscard]] static QVariant toolTip(const RunSummary& run, int column);
    [[nodiscard]] static QVariant value(const RunSummary& run, int column);

    std::vector<RunSummary> m_runs;
};

/// Search and state filter over a RunTableModel; sorts by raw values.
class RunFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit RunFilter(QObject* parent = nullptr);
    void setQuery(const QString& text);
    void setState(std::optional<RunState> state);

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const override;

private:
    RunQuery m_query;
    std::optional<RunState> m_state;
};

}  // namespace detox::ui
