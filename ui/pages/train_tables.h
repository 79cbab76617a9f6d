// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTabBar>

#include "ui/models/journal_table_model.h"
#include "ui/models/sample_table_model.h"
#include "ui/widgets/card.h"

class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace detox::ui {

class ModelTextDelegate;
class Segmented;

/// Below the charts: newest, best or worst samples, and the journal. Narrow windows put the inspector's cards here too.
class TrainTables final : public Card {
    Q_OBJECT
public:
    explicit TrainTables(QWidget* parent = nullptr);

    [[nodiscard]] SampleTableModel& samples() { return m_samples; }
    [[nodiscard]] JournalTableModel& journal() { return m_journal; }
    void addTab(const QString& name, QWidget* content);
    /// Takes the tab away and gives its widget back to the caller.
    void removeTab(QWidget* content);
    void showJournal(int update);
    void setBlurred(bool blurred);
    [[nodiscard]] bool blurred() const { return m_blurred; }

signals:
    void blurChanged(bool blurred);

private:
    void buildBar();
    void buildSamples();
    void buildJournal();
    void order(int which);
    void nameJournal();

    SampleTableModel m_samples;
    JournalTableModel m_journal;
    bool m_blurred = true;
    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    Segmented* m_order = nullptr;
    QPushButton* m_blur = nullptr;
    QTableView* m_sampleView = nullptr;
    QTableView* m_journalView = nullptr;
    QSortFilterProxyModel* m_sorted = nullptr;
    ModelTextDelegate* m_promptText = nullptr;
    ModelTextDelegate* m_responseText = nullptr;
};

}  // namespace detox::ui
