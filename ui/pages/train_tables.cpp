// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train_tables.h"

#include <QHeaderView>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/widgets/buttons.h"
#include "ui/widgets/segmented.h"
#include "ui/widgets/table_delegates.h"

namespace detox::ui {
namespace {

enum Tab { kSamplesTab, kJournalTab };

/// The state a journal entry is shown in.
PillSpec pillOf(const QModelIndex& index) {
    const auto kind = static_cast<EventKind>(index.data(kValueRole).toInt());
    PillSpec spec{.text = index.data(Qt::DisplayRole).toString()};
    if (kind == EventKind::Alarm)
        spec = {
            .text = spec.text, .icon = QStringLiteral("warning"), .ink = Color::Warning, .ground = Color::WarningSoft};
    return spec;
}

}  // namespace

TrainTables::TrainTables(QWidget* parent) : Card({}, parent) {
    body()->setContentsMargins(0, 0, 0, theme().radius(Radius::Card) / 2);  // the tables leave the corners round
    body()->setSpacing(0);
    buildBar();
    body()->addWidget(makeDivider(Qt::Horizontal));
    m_stack = new QStackedWidget;
    body()->addWidget(m_stack, 1);
    buildSamples();
    buildJournal();
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_stack->setCurrentIndex(tab);
        m_order->setVisible(tab == kSamplesTab);
        m_blur->setVisible(tab == kSamplesTab);
    });
    connect(&m_journal, &QAbstractItemModel::rowsInserted, this, &TrainTables::nameJournal);
    connect(&m_journal, &QAbstractItemModel::modelReset, this, &TrainTables::nameJournal);
}

void TrainTables::buildBar() {
    m_tabs = new QTabBar;
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->addTab(tr("Samples"));
    m_tabs->addTab(tr("Journal"));
    m_order = new Segmented({tr("Newest"), tr("Best"), tr("Worst")});
    m_blur = makeButton({.text = tr("Blur on"),
                         .icon = QStringLiteral("eye-off"),
                         .kind = ButtonKind::Quiet,
                         .size = ButtonSize::Small,
                         .hint = QStringLiteral("B")});
    auto* bar = makeRow();
    bar->setContentsMargins(theme().px(4), 0, theme().px(8), 0);
    bar->addWidget(m_tabs);
    bar->addStretch();
    bar->addWidget(m_order);
    bar->addWidget(m_blur);
    body()->addLayout(bar);
    connect(m_order, &Segmented::currentChanged, this, &TrainTables::order);
    connect(m_blur, &QPushButton::clicked, this, [this] { setBlurred(!m_blurred); });
}

void TrainTables::buildSamples() {
    m_sorted = new QSortFilterProxyModel(this);
    m_sorted->setSourceModel(&m_samples);
    m_sorted->setSortRole(kValueRole);
    m_sampleView = new QTableView;
    styleTable(*m_sampleView);
    m_sampleView->setModel(m_sorted);
    m_sampleView->setAccessibleName(tr("Samples"));
    auto* numbers = new NumberDelegate(m_sampleView);
    for (const int column :
         {SampleTableModel::Update, SampleTableModel::Reward, SampleTableModel::Kl, SampleTableModel::Tokens})
        m_sampleView->setItemDelegateForColumn(column, numbers);
    m_promptText = new ModelTextDelegate(Color::TextSecondary, m_sampleView);
    m_responseText = new ModelTextDelegate(Color::Text, m_sampleView);
    m_sampleView->setItemDelegateForColumn(SampleTableModel::Prompt, m_promptText);
    m_sampleView->setItemDelegateForColumn(SampleTableModel::Response, m_responseText);
    m_sampleView->setItemDelegateForColumn(SampleTableModel::Toxicity, new ToxicityDelegate(m_sampleView));
    QHeaderView* header = m_sampleView->horizontalHeader();
    header->setSectionResizeMode(SampleTableModel::Prompt, QHeaderView::Stretch);
    header->setSectionResizeMode(SampleTableModel::Response, QHeaderView::Stretch);
    const std::pair<int, int> widths[] = {{SampleTableModel::Update, 68},
                                          {SampleTableModel::Toxicity, 116},
                                          {SampleTableModel::Reward, 72},
                                          {SampleTableModel::Kl, 60},
                                          {SampleTableModel::Tokens, 68}};
    for (const auto& [column, width] : widths) m_sampleView->setColumnWidth(column, theme().px(width));
    m_stack->addWidget(m_sampleView);
}

void TrainTables::buildJournal() {
    m_journalView = new QTableView;
    styleTable(*m_journalView);
    m_journalView->setModel(&m_journal);
    m_journalView->setAccessibleName(tr("Journal"));
    auto* numbers = new NumberDelegate(m_journalView);
    m_journalView->setItemDelegateForColumn(JournalTableModel::Time, numbers);
    m_journalView->setItemDelegateForColumn(JournalTableModel::Update, numbers);
    m_journalView->setItemDelegateForColumn(JournalTableModel::Kind, new PillDelegate(pillOf, m_journalView));
    m_journalView->horizontalHeader()->setSectionResizeMode(JournalTableModel::Text, QHeaderView::Stretch);
    m_journalView->setColumnWidth(JournalTableModel::Time, theme().px(88));
    m_journalView->setColumnWidth(JournalTableModel::Update, theme().px(68));
    m_journalView->setColumnWidth(JournalTableModel::Kind, theme().px(124));
    m_stack->addWidget(m_journalView);
}

void TrainTables::order(int which) {
    if (which == 0) return m_sorted->sort(-1);
    m_sorted->sort(SampleTableModel::Toxicity, which == 1 ? Qt::AscendingOrder : Qt::DescendingOrder);
}

void TrainTables::nameJournal() {
    const int count = m_journal.rowCount();
    m_tabs->setTabText(kJournalTab, count == 0 ? tr("Journal") : tr("Journal  %1").arg(count));
    m_tabs->updateGeometry();  // a hidden bar keeps its old width otherwise, and cuts its last tab when it is shown
}

void TrainTables::addTab(const QString& name, QWidget* content) {
    m_tabs->addTab(name);
    m_stack->addWidget(content);
}

void TrainTables::removeTab(QWidget* content) {
    const int index = m_stack->indexOf(content);
    if (index < 0) return;
    m_stack->removeWidget(content);
    m_tabs->removeTab(index);
}

void TrainTables::showJournal(int update) {
    m_tabs->setCurrentIndex(kJournalTab);
    if (const int row = m_journal.rowOfAlarm(update); row >= 0) m_journalView->selectRow(row);
}

void TrainTables::setBlurred(bool blurred) {
    m_blurred = blurred;
    m_promptText->setBlurred(blurred);
    m_responseText->setBlurred(blurred);
    m_sampleView->viewport()->update();
    restyleButton(*m_blur, {.text = blurred ? tr("Blur on") : tr("Blur off"),
                            .icon = blurred ? QStringLiteral("eye-off") : QStringLiteral("eye"),
                            .kind = ButtonKind::Quiet,
                            .size = ButtonSize::Small,
                            .hint = QStringLiteral("B")});
    emit blurChanged(blurred);
}

}  // namespace detox::ui
