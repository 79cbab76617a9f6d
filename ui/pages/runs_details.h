// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "ui/widgets/card.h"

class QGridLayout;
class QPushButton;
class QStackedLayout;

namespace detox {
class RunStore;
struct RunSummary;
}  // namespace detox

namespace detox::ui {

class ChartCard;
class Pill;
class PlainLabel;

/// The run that is selected in the table: its toxicity curve, its figures and what can be done with it.
class RunsDetails final : public Card {
    Q_OBJECT
public:
    explicit RunsDetails(const RunStore& store, QWidget* parent = nullptr);

    void showRun(const RunSummary& run);
    void clear();
    /// `reason` empty: it can.
    void setResumable(bool resumable, const QString& reason);
    /// `problem`: why there is nothing to export; empty: there is.
    void setExportable(const QString& problem);

signals:
    void openRequested();
    void compareRequested();
    void resumeRequested();
    void exportRequested();
    void deleteRequested();

private:
    void buildFigures();
    void buildButtons();
    void showChart(const RunSummary& run);
    void setFigure(std::size_t row, const QString& name, const QString& value);

    const RunStore& m_store;
    QStackedLayout* m_stack;
    PlainLabel* m_name;
    Pill* m_pill;
    QVBoxLayout* m_column;
    ChartCard* m_chart = nullptr;
    QGridLayout* m_figures;
    std::vector<PlainLabel*> m_names;
    std::vector<PlainLabel*> m_values;
    PlainLabel* m_message;
    QPushButton* m_open = nullptr;
    QPushButton* m_compare = nullptr;
    QPushButton* m_resume = nullptr;
    QPushButton* m_export = nullptr;
    QPushButton* m_delete = nullptr;
};

}  // namespace detox::ui
