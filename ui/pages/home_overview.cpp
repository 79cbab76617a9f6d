// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home_overview.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/models/display_text.h"
#include "ui/pages/home_cards.h"
#include "ui/pages/home_page.h"
#include "ui/pages/home_running.h"
#include "ui/pages/run_pills.h"
#include "ui/plots/spark_delegate.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/table_delegates.h"

namespace detox::ui {
namespace {

constexpr std::size_t kShownRuns = 20;
constexpr int kWidestColumns = 1600;
constexpr int kSideWidth = 352;
constexpr int kNarrowSide = 304;
constexpr int kNarrow = 1240;      ///< width below which the side is small and the hint goes: a window of 1360
constexpr int kBothCurves = 1000;  ///< width of the table below which only the toxicity is drawn

/// A run that can go on and is not going on.
bool waits(const RunSummary& run) {
    return run.state == RunState::Interrupted || run.state == RunState::Stopped;
}

}  // namespace

HomeOverview::HomeOverview(const HomeParts& parts, const QString& starterProblem, QWidget* parent)
    : QWidget(parent), m_sparks(parts.store) {
    setMaximumWidth(theme().px(kWidestColumns));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme().px(8));
    column->addWidget(makeActions(starterProblem));
    auto* left = makeColumn(8);
    if (parts.training != nullptr && parts.store != nullptr) {
        m_running = new RunningCard(*parts.training, *parts.store);
        connect(m_running, &RunningCard::openRequested, this, &HomeOverview::openRequested);
        left->addWidget(m_running);
    }
    left->addWidget(makeRecent(), 1);
    m_side = makeSide(parts);
    auto* row = makeRow(8);
    row->addLayout(left, 1);
    row->addWidget(m_side);
    column->addLayout(row, 1);
    showFirstAction();
}

QWidget* HomeOverview::makeActions(const QString& starterProblem) {
    auto* actions = new QWidget;
    auto* row = new QHBoxLayout(actions);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme().px(8));
    m_next = new ActionCard({.icon = QStringLiteral("play"), .title = {}, .text = {}});
    m_primary = m_next->addButton({.text = {}, .kind = ButtonKind::Primary});
    m_look = m_next->addButton({.text = tr("Look first"), .kind = ButtonKind::Quiet});
    connect(m_primary, &QPushButton::clicked, this, &HomeOverview::onPrimary);
    connect(m_look, &QPushButton::clicked, this, [this] { emit openRequested(m_resumable); });

    auto* starter = new ActionCard({.icon = QStringLiteral("train"),
                                    .title = tr("Detoxify the starter model"),
                                    .text = starterProblem.isEmpty()
                                                ? tr("A small model with its classifiers and prompts: minutes on this "
                                                     "computer, without a network.")
                                                : starterProblem});
    QPushButton* begin = starter->addButton({.text = tr("Start"), .icon = QStringLiteral("play")});
    begin->setAccessibleName(tr("Detoxify the starter model"));
    begin->setEnabled(starterProblem.isEmpty());
    connect(begin, &QPushButton::clicked, this, &HomeOverview::starterRequested);

    auto* compare = new ActionCard({.icon = QStringLiteral("compare"),
                                    .title = tr("Compare on a prompt"),
                                    .text = tr("The original and any checkpoint, same prompt, same seed, side by "
                                               "side.")});
    QPushButton* open = compare->addButton({.text = tr("Open Compare"), .icon = QStringLiteral("compare")});
    connect(open, &QPushButton::clicked, this, &HomeOverview::compareRequested);
    for (ActionCard* card : {m_next, starter, compare}) row->addWidget(card, 1);
    return actions;
}

QWidget* HomeOverview::makeRecent() {
    auto* card = new Card(tr("Recent runs"));
    m_all = makeButton({.text = tr("All runs"), .kind = ButtonKind::Quiet, .size = ButtonSize::Small});
    connect(m_all, &QPushButton::clicked, this, &HomeOverview::allRunsRequested);
    card->head()->addWidget(m_all);
    m_table = new QTableView;
    styleTable(*m_table);
    m_table->setModel(&m_runs);
    m_table->setAccessibleName(tr("Recent runs"));
    makeColumns();
    connect(m_table, &QTableView::activated, this,
            [this](const QModelIndex& index) { emit openRequested(m_runs.run(index.row()).id); });
    card->body()->setContentsMargins(0, 0, 0, theme().radius(Radius::Card) / 2);  // the table leaves the corners round
    card->body()->addWidget(m_table, 1);
    return card;
}

void HomeOverview::makeColumns() {
    m_table->setItemDelegateForColumn(
        RunTableModel::State,
        new PillDelegate(
            [](const QModelIndex& index) { return runPill(static_cast<RunState>(index.data(kRunStateRole).toInt())); },
            m_table));
    m_table->setItemDelegateForColumn(RunTableModel::Reward,
                                      new SparkDelegate(m_sparks, RunSparks::Curve::Reward, m_table));
    m_table->setItemDelegateForColumn(RunTableModel::Curve,
                                      new SparkDelegate(m_sparks, RunSparks::Curve::Toxicity, m_table));
    m_table->setItemDelegateForColumn(RunTableModel::Toxicity, new NumberDelegate(m_table));
    for (const int column : {RunTableModel::Preset, RunTableModel::Updates, RunTableModel::Kl})
        m_table->hideColumn(column);
    constexpr std::pair<int, int> kWidths[] = {{RunTableModel::State, 124},  {RunTableModel::Model, 120},
                                               {RunTableModel::Curve, 148},  {RunTableModel::Toxicity, 120},
                                               {RunTableModel::Reward, 148}, {RunTableModel::Started, 104}};
    for (const auto& [column, width] : kWidths) m_table->setColumnWidth(column, theme().px(width));
    QHeaderView& header = *m_table->horizontalHeader();
    header.setSectionResizeMode(RunTableModel::Name, QHeaderView::Stretch);
    header.moveSection(header.visualIndex(RunTableModel::Reward), header.visualIndex(RunTableModel::Curve));
}

QWidget* HomeOverview::makeSide(const HomeParts& parts) {
    auto* side = new QWidget;
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme().px(8));
    column->addWidget(new ComputerCard(parts.engine, parts.dataFolder));
    auto* hint = new Card(tr("Worth knowing"));
    m_hint = hint;
    auto* text =
        new PlainLabel(tr("The best checkpoint is rarely the last one. Put a few of a run's checkpoints beside "
                          "the original in Compare before you keep one."),
                       Type::Body, Color::TextSecondary);
    text->setWordWrap(true);
    const int margin = theme().px(12);
    hint->body()->setContentsMargins(margin, 0, margin, margin);
    hint->body()->addWidget(text);
    column->addWidget(hint);
    column->addStretch(1);
    return side;
}

void HomeOverview::setRuns(std::vector<RunSummary> runs) {
    const auto waiting = std::find_if(runs.begin(), runs.end(), waits);
    const bool running = std::any_of(runs.begin(), runs.end(), [](const RunSummary& run) {
        return run.state == RunState::Running || run.state == RunState::Paused;
    });
    m_resumable = waiting == runs.end() || running ? 0 : waiting->id;
    if (m_resumable != 0) {
        m_next->setTexts(
            tr("Continue %1").arg(plainLine(waiting->name)),
            waiting->state == RunState::Interrupted
                ? tr("It was training when the program last ended. It goes on from its last checkpoint.")
                : tr("It was stopped at update %1 of %2.").arg(waiting->updates).arg(waiting->totalUpdates));
    }
    m_all->setText(runs.size() == 1 ? tr("All runs") : tr("All %1 runs").arg(runs.size()));
    if (runs.size() > kShownRuns) runs.resize(kShownRuns);
    m_runs.refresh(std::move(runs));
    showFirstAction();
}

void HomeOverview::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool narrow = width() < std::max(kNarrow, theme().px(kNarrow));
    const int side = theme().px(narrow ? kNarrowSide : kSideWidth);
    m_side->setFixedWidth(side);
    m_hint->setVisible(!narrow);
    m_table->setColumnHidden(RunTableModel::Reward, width() - side < theme().px(kBothCurves));
}

void HomeOverview::showFirstAction() {
    m_look->setVisible(m_resumable != 0);
    if (m_resumable != 0) {
        return restyleButton(*m_primary,
                             {.text = tr("Resume"), .icon = QStringLiteral("play"), .kind = ButtonKind::Primary});
    }
    m_next->setTexts(tr("Detoxify a model"), tr("Choose a model, a classifier and prompts, and see before the start "
                                                "what will happen."));
    restyleButton(*m_primary, {.text = tr("New run"),
                               .icon = QStringLiteral("plus"),
                               .kind = ButtonKind::Primary,
                               .hint = QStringLiteral("Ctrl+N")});
}

void HomeOverview::onPrimary() {
    if (m_resumable != 0) {
        emit resumeRequested(m_resumable);
    } else {
        emit newRunRequested();
    }
}

}  // namespace detox::ui
