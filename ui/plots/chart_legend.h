// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QPen>
#include <QWidget>

namespace detox::ui {

/// A sample of a line, its name and, where there is one, its value.
struct LegendEntry {
    QPen pen;
    QString name;
    QString value;
};

/// The row under a chart's title. Elides names at its right edge.
class ChartLegend final : public QWidget {
    Q_OBJECT
public:
    explicit ChartLegend(QWidget* parent = nullptr);
    void setEntries(std::vector<LegendEntry> entries);
    [[nodiscard]] const std::vector<LegendEntry>& entries() const { return m_entries; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<LegendEntry> m_entries;
};

/// Title and rows beside the pointer; at most five rows. Always dark, so its swatches come from the dark theme.
class ChartToolTip final : public QWidget {
    Q_OBJECT
public:
    static constexpr std::size_t kMaxRows = 5;

    explicit ChartToolTip(QWidget* host);
    /// Shows itself right of `pointer`, or left where there is no room.
    void present(const QPoint& pointer, const QString& title, std::vector<LegendEntry> rows);
    [[nodiscard]] const std::vector<LegendEntry>& rows() const { return m_rows; }
    [[nodiscard]] const QString& title() const { return m_title; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QSize wanted() const;

    QString m_title;
    std::vector<LegendEntry> m_rows;
};

}  // namespace detox::ui
