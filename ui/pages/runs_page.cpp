// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs_page.h"

#include <QAction>
#include <QButtonGroup>
#include <QHeaderView>
#include <QLineEdit>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/bridge/run_folders.h"
#include "ui/bridge/training_controller.h"
#include "ui/models/checkpoint_table_model.h"
#include "ui/models/display_text.h"
#include "ui/pages/run_pills.h"
#include "ui/pages/runs_details.h"
#include "ui/plots/spark_delegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/side_drawer.h"
#include "ui/widgets/table_delegates.h"

namespace detox::ui {
namespace {

constexpr int kDetailsWidth = 320;
constexpr int kNarrow = 1240;  ///< page width below which the details are a drawer: a window of 1360
constexpr int kSearchWidth = 420;

PillSpec pillOf(const QModelIndex& index) {
    return runPill(static_cast<RunState>(index.data(kRunStateRole).toInt()));
}

/// The run's name, in bold.
class NameDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        option->font = theme().font(Type::BodyStrong);
    }
};

}  // namespace

RunsPage::RunsPage(RunStore& store, const TrainingController& controller, QWidget* parent)
    : Page(tr("Runs"), parent), m_store(store), m_controller(controller), m_sparks(&store) {
    m_filter.setSourceModel(&m_runs);
    m_soon.setSingleShot(true);
    m_soon.setInterval(1000);
    connect(&m_soon, &QTimer::timeout, this, &RunsPage::refresh);
    buildHeader();
    buildFilters();
    buildTable();
    buildActions();
    connect(&m_runs, &RunTableModel::renameRequested, this, &RunsPage::rename);
    connect(&banner(), &Banner::closed, this, [this] { m_offered.reset(); });
    refresh();
}

void RunsPage::buildHeader() {
    auto* create = makeButton(
        {.text = tr("New run"), .icon = QStringLiteral("plus"), .kind = ButtonKind::Primary, .hint = tr("Ctrl+N")});
    header().addAction(create);
    connect(create, &QPushButton::clicked, this, &RunsPage::newRunRequested);
}

void RunsPage::buildFilters() {
    m_search = new QLineEdit;
    m_search->setPlaceholderText(tr("Search: model:neo kl<5 state:failed"));
    m_search->setAccessibleName(tr("Search runs"));
    m_search->setMaximumWidth(theme().px(kSearchWidth));
    m_search->addAction(theme().icon(QStringLiteral("search"), Color::TextMuted), QLineEdit::LeadingPosition);
    auto* row = makeRow();
    row->addWidget(m_search, 1);
    row->addStretch();
    content().addLayout(row);
    auto* group = new QButtonGroup(this);
    const auto chip = [&](const QString& text, std::optional<RunState> state) {
        addChip(text, state);
        group->addButton(m_chips.back().chip);
        row->addWidget(m_chips.back().chip);
    };
    chip(tr("All"), std::nullopt);
    chip(tr("Training"), RunState::Running);
    chip(tr("Finished"), RunState::Finished);
    chip(tr("Stopped"), RunState::Stopped);
    chip(tr("Interrupted"), RunState::Interrupted);
    chip(tr("Failed"), RunState::Failed);
    m_chips.front().chip->setChecked(true);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter.setQuery(text);
        showCounts();
    });
}

void RunsPage::addChip(const QString& text, std::optional<RunState> state) {
    auto* chip = new Chip(text);
    m_chips.push_back({chip, text, state});
    connect(chip, &QAbstractButton::clicked, this, [this, state] {
        m_filter.setState(state);
        showCounts();
    });
}

void RunsPage::buildColumns() {
    auto* numbers = new NumberDelegate(m_table);
    m_table->setItemDelegateForColumn(RunTableModel::Name, new NameDelegate(m_table));
    m_table->setItemDelegateForColumn(RunTableModel::State, new PillDelegate(pillOf, m_table));
    for (int column = RunTableModel::Updates; column <= RunTableModel::Kl; ++column)
        m_table->setItemDelegateForColumn(column, numbers);
    m_table->setItemDelegateForColumn(RunTableModel::Curve,
                                      new SparkDelegate(m_sparks, RunSparks::Curve::Toxicity, m_table));
    m_table->horizontalHeader()->setSectionResizeMode(RunTableModel::Name, QHeaderView::Stretch);
    constexpr std::array<int, RunTableModel::ColumnCount> kWidths{160, 120, 120, 96, 92, 100, 112, 68, 52, 100};
    for (int column = 0; column < RunTableModel::ColumnCount; ++column)
        m_table->setColumnWidth(column, theme().px(kWidths[static_cast<std::size_t>(column)]));
}

void RunsPage::buildShown() {
    auto* card = new Card;
    m_count = new PlainLabel({}, Type::Small, Color::TextMuted);
    m_detailsButton =
        makeButton({.text = tr("Details"), .kind = ButtonKind::Quiet, .size = ButtonSize::Small, .hint = tr("F4")});
    auto* foot = makeRow();
    foot->setContentsMargins(theme().px(12), theme().px(6), theme().px(12), theme().px(6));
    foot->addWidget(m_count);
    foot->addStretch();
    foot->addWidget(m_detailsButton);
    card->body()->setContentsMargins(0, theme().radius(Radius::Card) / 2, 0, 0);  // the header leaves the corners round
    card->body()->setSpacing(0);
    card->body()->addWidget(m_table, 1);
    card->body()->addWidget(makeDivider(Qt::Horizontal));
    card->body()->addLayout(foot);
    m_details = new RunsDetails(m_store);
    m_details->setFixedWidth(theme().px(kDetailsWidth));
    m_drawer = new SideDrawer(card, m_details);
    connect(m_detailsButton, &QPushButton::clicked, this, [this] { m_drawer->setOpen(!m_drawer->isOpen()); });
}

void RunsPage::buildTable() {
    m_table = new QTableView;
    styleTable(*m_table);
    m_table->setModel(&m_filter);
    m_table->setAccessibleName(tr("Runs"));
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(RunTableModel::Started, Qt::DescendingOrder);
    m_table->setEditTriggers(QAbstractItemView::EditKeyPressed);
    buildColumns();
    buildShown();
    auto* empty = new Card;
    auto* none = new EmptyState(QStringLiteral("runs"), tr("No runs yet"),
                                tr("A run keeps its settings, curves, samples and checkpoints."));
    connect(none->addButton(tr("New run"), QStringLiteral("plus")), &QPushButton::clicked, this,
            &RunsPage::newRunRequested);
    empty->body()->addWidget(none);
    m_stack = new QStackedLayout;
    m_stack->addWidget(empty);
    m_stack->addWidget(m_drawer);
    content().addLayout(m_stack, 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsPage::showSelection);
    connect(m_table, &QTableView::doubleClicked, this, &RunsPage::openSelected);
    connect(m_details, &RunsDetails::openRequested, this, &RunsPage::openSelected);
    connect(m_details, &RunsDetails::compareRequested, this, &RunsPage::compareSelected);
    connect(m_details, &RunsDetails::resumeRequested, this, &RunsPage::resumeSelected);
    connect(m_details, &RunsDetails::exportRequested, this, &RunsPage::exportSelected);
    connect(m_details, &RunsDetails::deleteRequested, this, &RunsPage::askToDelete);
}

void RunsPage::buildActions() {
    const auto action = [this](const QString& text, const QKeySequence& keys, auto&& slot) {
        auto* made = new QAction(text, this);
        made->setShortcut(keys);
        made->setEnabled(false);
        connect(made, &QAction::triggered, this, slot);
        m_actions.append(made);
        return made;
    };
    action(tr("Open run"), QKeySequence(tr("Ctrl+Shift+O")), &RunsPage::openSelected);
    action(tr("Resume run"), QKeySequence(tr("Ctrl+R")), &RunsPage::resumeSelected);
    action(tr("Compare run with its original"), QKeySequence(tr("Ctrl+Shift+M")), &RunsPage::compareSelected);
    m_export = action(tr("Export model…"), QKeySequence(tr("Ctrl+Shift+E")), &RunsPage::exportSelected);
    action(tr("Rename run"), QKeySequence(tr("F2")), [this] {
        const QModelIndex row = m_table->currentIndex();
        if (row.isValid()) m_table->edit(row.siblingAtColumn(RunTableModel::Name));
    });
    action(tr("Delete run…"), QKeySequence(tr("Del")), &RunsPage::askToDelete);
    action(tr("Details of the run"), QKeySequence(tr("F4")), [this] { m_drawer->setOpen(!m_drawer->isOpen()); });
    action(tr("Search runs"), QKeySequence(tr("Ctrl+Shift+F")),
           [this] { m_search->setFocus(Qt::ShortcutFocusReason); });
}

QList<QAction*> RunsPage::menuActions() const {
    return m_actions;
}

QString RunsPage::helpText() const {
    return tr(
        "Words search name, model and preset; model:, preset:, state: and name: search one field; kl<5, "
        "toxicity<0.2, reward>1 and updates>=100 compare figures. Double-click opens a run, F2 renames it, F4 shows "
        "its "
        "details where the window is narrow.");
}

void RunsPage::setInFront(bool inFront) {
    Page::setInFront(inFront);
    for (QAction* action : m_actions) action->setEnabled(inFront);
    if (inFront) refresh();
}

void RunsPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    const bool narrow = width() < std::max(kNarrow, theme().px(kNarrow));
    m_drawer->setDrawer(narrow);
    m_detailsButton->setVisible(narrow);
}

}  // namespace detox::ui
