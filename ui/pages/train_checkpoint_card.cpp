// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train_checkpoint_card.h"

#include <QHeaderView>
#include <QPainter>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/models/display_text.h"
#include "ui/models/sample_table_model.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/table_delegates.h"

namespace detox::ui {
namespace {

/// The update's number; a star at the recommended one.
class UpdateDelegate final : public QStyledItemDelegate {
public:
    UpdateDelegate(const CheckpointTableModel& model, QObject* parent) : QStyledItemDelegate(parent), m_model(model) {}

    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        option->font = theme().font(Type::Number);
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyledItemDelegate::paint(painter, option, index);
        if (m_model.recommended() != index.data(kValueRole).toInt()) return;
        const int side = theme().px(14);
        painter->drawPixmap(option.rect.left() + theme().px(8), option.rect.center().y() - side / 2,
                            theme().pixmap(QStringLiteral("star-filled"), theme().color(Color::WarningMark), side));
    }

private:
    const CheckpointTableModel& m_model;
};

}  // namespace

TrainCheckpointCard::TrainCheckpointCard(QWidget* parent)
    : Card(tr("Checkpoints"), parent),
      m_count(new PlainLabel({}, Type::Small, Color::TextMuted)),
      m_table(new QTableView),
      m_reason(new PlainLabel({}, Type::Small, Color::TextSecondary)),
      m_compare(makeButton(
          {.text = tr("Compare with original"), .icon = QStringLiteral("compare"), .size = ButtonSize::Small})),
      m_export(makeButton({.text = tr("Export…"), .size = ButtonSize::Small})) {
    head()->addWidget(m_count);
    styleTable(*m_table);
    m_table->setModel(&m_model);
    m_table->setAccessibleName(tr("Checkpoints"));
    m_table->setItemDelegate(new NumberDelegate(m_table));
    m_table->setItemDelegateForColumn(CheckpointTableModel::Update, new UpdateDelegate(m_model, m_table));
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->setColumnHidden(CheckpointTableModel::Size, true);
    m_table->setMinimumHeight(theme().size(Size::TableRow) * 3);
    m_reason->setWordWrap(true);
    auto* foot = makeColumn();
    foot->setContentsMargins(theme().px(12), theme().px(8), theme().px(12), theme().px(12));
    foot->addWidget(m_reason);
    auto* actions = makeRow();
    actions->addWidget(m_compare);
    actions->addWidget(m_export);
    actions->addStretch();
    foot->addLayout(actions);
    body()->setContentsMargins(0, 0, 0, 0);
    body()->setSpacing(0);
    body()->addWidget(m_table, 1);
    body()->addLayout(foot);
    connect(m_compare, &QPushButton::clicked, this, [this] { emit compareRequested(chosenUpdate()); });
    connect(m_export, &QPushButton::clicked, this, [this] { emit exportRequested(chosenUpdate()); });
    connect(m_table, &QTableView::doubleClicked, this,
            [this](const QModelIndex& index) { emit compareRequested(m_model.checkpoint(index.row()).update); });
    explain();
}

void TrainCheckpointCard::setCheckpoints(const std::vector<CheckpointInfo>& checkpoints,
                                         const std::vector<ProbeReport>& probes) {
    const QModelIndex current = m_table->selectionModel()->currentIndex();
    const int selected = current.isValid() ? m_model.checkpoint(current.row()).update : -1;
    m_model.reset(checkpoints, probes);
    if (const int row = m_model.rowOfUpdate(selected); row >= 0) m_table->selectRow(row);
    explain();
}

int TrainCheckpointCard::chosenUpdate() const {
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    if (!selected.isEmpty()) return m_model.checkpoint(selected.first().row()).update;
    if (m_model.recommended()) return *m_model.recommended();
    return m_model.rowCount() > 0 ? m_model.checkpoint(0).update : -1;
}

void TrainCheckpointCard::explain() {
    const int count = m_model.rowCount();
    m_count->setText(count == 0 ? QString() : tr("%1 kept · %2").arg(count).arg(byteSize(m_model.totalBytes())));
    for (QPushButton* button : {m_compare, m_export}) {
        button->setEnabled(count > 0);
        setPlainToolTip(*button, count > 0 ? QString() : tr("The first checkpoint is written when training starts."));
    }
    if (m_model.recommended()) {
        m_reason->setText(tr("Update %1 is recommended: lowest toxicity with length and perplexity still near the "
                             "original’s.")
                              .arg(*m_model.recommended()));
    } else {
        m_reason->setText(count == 0 ? tr("A checkpoint is a whole model that can be compared and resumed.")
                                     : tr("No checkpoint is less toxic yet with length and perplexity kept."));
    }
}

}  // namespace detox::ui
