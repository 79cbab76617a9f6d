// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QTimer>
#include <QWidget>

#include "ui/plots/chart_card.h"

class QGridLayout;
class QScrollArea;

namespace detox::ui {

/// The charts of one run with one x axis: a crosshair over all of them, zoom in x together. Draws at most 10 times a
/// second, whatever arrives.
class ChartBoard final : public QWidget {
    Q_OBJECT
public:
    static constexpr int kMaxHertz = 10;

    explicit ChartBoard(QWidget* parent = nullptr);

    /// Another run: charts for `config`, all empty.
    void start(const RunConfig& config);
    void setCurves(RunCurves curves);
    void add(const UpdateReport& report);
    void add(const ProbeReport& report);
    void setMarks(RunMarks marks);
    void addAlarm(int update);
    void addCheckpoint(int update);
    void setOptions(const ChartOptions& options);
    [[nodiscard]] const ChartOptions& options() const { return m_options; }
    /// Shown in each chart until the first value arrives.
    void setWaitingMessage(const QString& message);

    [[nodiscard]] const RunCurves& curves() const { return m_curves; }
    [[nodiscard]] const std::vector<ChartCard*>& cards() const { return m_cards; }
    /// Shows at once what has arrived.
    void flush();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void changed();
    void arrange();
    void connectCard(ChartCard* card);

    QScrollArea* m_scroll;
    QWidget* m_sheet;
    QGridLayout* m_grid;
    std::vector<ChartCard*> m_cards;
    std::vector<ChartCard*> m_arranged;
    int m_columns = 0;
    QTimer m_timer;
    RunCurves m_curves;
    RunMarks m_marks;
    ChartOptions m_options;
    QString m_waiting;
};

}  // namespace detox::ui
