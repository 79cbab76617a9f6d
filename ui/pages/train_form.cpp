// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train_form.h"

#include <algorithm>

#include <QAction>
#include <QLineEdit>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/models/config_draft.h"
#include "ui/models/display_text.h"
#include "ui/pages/train_field_row.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/segmented.h"

namespace detox::ui {
namespace {

constexpr int kEssential = 0;
constexpr int kAll = 1;

QString groupLabel(const FieldInfo& field) {
    if (field.spec.level == Level::Compatibility) return TrainForm::tr("Compatibility with TRL");
    return field.groupLabel.empty() ? TrainForm::tr("Run") : ownText(field.groupLabel);
}

}  // namespace

TrainForm::TrainForm(ConfigDraft& draft, QWidget* parent) : Card({}, parent), m_draft(draft) {
    body()->setContentsMargins(0, 0, 0, 0);
    body()->setSpacing(0);
    buildBar();
    body()->addWidget(makeDivider(Qt::Horizontal));
    buildGroups();
    connect(&m_draft, &ConfigDraft::edited, this, &TrainForm::showState);
    connect(&m_draft, &ConfigDraft::loaded, this, [this] {
        for (auto& [label, group] : m_groups) {
            for (FieldRow* row : group.rows) row->showValue();
        }
    });
    filter();
    showState();
}

void TrainForm::buildBar() {
    m_level = new Segmented({tr("Essential"), tr("All %1").arg(m_draft.fields().size())}, ButtonSize::Normal);
    m_search = new QLineEdit;
    m_search->setPlaceholderText(tr("Search settings"));
    m_search->setAccessibleName(tr("Search settings"));
    m_search->setClearButtonEnabled(false);
    m_search->addAction(theme().icon(QStringLiteral("search"), Color::TextMuted), QLineEdit::LeadingPosition);
    m_search->setMaximumWidth(theme().px(240));
    m_reset = makeButton({.text = tr("Reset"), .icon = QStringLiteral("undo"), .kind = ButtonKind::Quiet});
    auto* bar = makeRow();
    bar->setContentsMargins(theme().px(12), theme().px(8), theme().px(8), theme().px(8));
    bar->addWidget(m_level);
    bar->addWidget(m_search, 1);
    bar->addStretch();
    bar->addWidget(m_reset);
    body()->addLayout(bar);
    connect(m_level, &Segmented::currentChanged, this, &TrainForm::filter);
    connect(m_search, &QLineEdit::textChanged, this, &TrainForm::filter);
    connect(m_reset, &QPushButton::clicked, &m_draft, &ConfigDraft::resetAll);
}

void TrainForm::buildGroups() {
    m_scroll = new QScrollArea;
    m_scroll->setAccessibleName(tr("Settings of the run"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* sheet = new QWidget;
    m_rows = new QVBoxLayout(sheet);
    m_rows->setContentsMargins(theme().px(8), theme().px(8), theme().px(12), theme().px(12));
    m_rows->setSpacing(theme().px(5));
    for (int i = 0; i < static_cast<int>(m_draft.fields().size()); ++i) {
        Group& group = groupNamed(groupLabel(m_draft.fields()[static_cast<std::size_t>(i)]));
        group.rows.push_back(new FieldRow(m_draft, i, sheet));
    }
    for (auto& [label, group] : m_groups) {
        m_rows->addWidget(group.heading);
        for (FieldRow* row : group.rows) m_rows->addWidget(row);
    }
    m_none = new EmptyState(QStringLiteral("search"), tr("No setting matches"), tr("Try a shorter word."));
    m_rows->addWidget(m_none);
    m_rows->addStretch();
    m_scroll->setWidget(sheet);
    m_scroll->viewport()->setAutoFillBackground(false);
    sheet->setAutoFillBackground(false);
    body()->addWidget(m_scroll, 1);
}

TrainForm::Group& TrainForm::groupNamed(const QString& label) {
    for (auto& [known, group] : m_groups) {
        if (known == label) return group;
    }
    auto* heading = new QWidget;
    auto* row = new QHBoxLayout(heading);
    row->setContentsMargins(0, theme().px(6), 0, 0);
    row->addWidget(new PlainLabel(label, Type::BodyStrong));
    row->addWidget(makeDivider(Qt::Horizontal), 1);
    m_groups.emplace_back(label, Group{.heading = heading, .rows = {}});
    return m_groups.back().second;
}

void TrainForm::filter() {
    const QString wanted = m_search->text().trimmed();
    bool any = false;
    for (auto& [label, group] : m_groups) {
        bool shown = false;
        for (FieldRow* row : group.rows) {
            const Level level = m_draft.fields()[static_cast<std::size_t>(row->index())].spec.level;
            const bool visible =
                wanted.isEmpty() ? m_level->current() == kAll || level == Level::Essential : row->matches(wanted);
            row->setVisible(visible);
            shown = shown || visible;
        }
        group.heading->setVisible(shown);
        any = any || shown;
    }
    m_none->setVisible(!any);
}

void TrainForm::showState() {
    for (auto& [label, group] : m_groups) {
        for (FieldRow* row : group.rows) row->showState();
    }
    const int changes = m_draft.changes();
    m_reset->setText(changes == 1 ? tr("Reset 1 change") : tr("Reset %1 changes").arg(changes));
    m_reset->setVisible(changes > 0);
}

FieldRow* TrainForm::row(int field) const {
    for (const auto& [label, group] : m_groups) {
        for (FieldRow* row : group.rows) {
            if (row->index() == field) return row;
        }
    }
    return nullptr;
}

void TrainForm::goTo(int field) {
    FieldRow* wanted = row(field);
    if (wanted == nullptr) return;
    m_search->clear();
    if (m_draft.fields()[static_cast<std::size_t>(field)].spec.level != Level::Essential) m_level->setCurrent(kAll);
    filter();
    m_scroll->ensureWidgetVisible(wanted);
    wanted->focusField();
}

void TrainForm::focusSearch() {
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

}  // namespace detox::ui
