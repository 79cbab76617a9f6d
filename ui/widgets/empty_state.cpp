// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/empty_state.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

constexpr int kTextWidth = 360;

}  // namespace

EmptyState::EmptyState(const QString& icon, const QString& title, const QString& text, QWidget* parent)
    : QWidget(parent),
      m_column(new QVBoxLayout(this)),
      m_title(new PlainLabel({}, Type::CardTitle)),
      m_text(new PlainLabel({}, Type::Body, Color::TextSecondary)) {
    m_column->setContentsMargins(theme().px(16), theme().px(16), theme().px(16), theme().px(16));
    m_column->setSpacing(theme().px(8));
    m_title->setAlignment(Qt::AlignHCenter);
    m_text->setAlignment(Qt::AlignHCenter);
    m_text->setWordWrap(true);
    m_text->setMinimumWidth(qMin(theme().px(kTextWidth), theme().px(200)));
    m_text->setMaximumWidth(theme().px(kTextWidth));
    m_column->addStretch(1);
    m_column->addWidget(new IconView(icon, Color::TextMuted, 24), 0, Qt::AlignHCenter);
    m_column->addWidget(m_title, 0, Qt::AlignHCenter);
    auto* middle = makeRow(0);
    middle->addStretch(1);
    middle->addWidget(m_text, 4);
    middle->addStretch(1);
    m_column->addLayout(middle);
    m_column->addStretch(1);
    setTexts(title, text);
}

void EmptyState::setTexts(const QString& title, const QString& text) {
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
}

QPushButton* EmptyState::addButton(const QString& text, const QString& icon) {
    QPushButton* button = makeButton({.text = text, .icon = icon}, this);
    m_column->insertWidget(m_column->count() - 1, button, 0, Qt::AlignHCenter);
    return button;
}

}  // namespace detox::ui
