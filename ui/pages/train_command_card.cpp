// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train_command_card.h"

#include <QApplication>
#include <QClipboard>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include "ui/models/config_draft.h"
#include "ui/widgets/buttons.h"

namespace detox::ui {

TrainCommandCard::TrainCommandCard(ConfigDraft& draft, QWidget* parent)
    : Card(tr("Same run from the command line"), parent), m_draft(draft), m_text(new QPlainTextEdit) {
    auto* copy = makeIconButton(QStringLiteral("copy"), tr("Copy the command"));
    head()->addWidget(copy);
    m_text->setReadOnly(true);
    m_text->setFont(theme().font(Type::Number));
    m_text->setAccessibleName(tr("Command"));
    m_text->setFixedHeight(theme().px(104));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setProperty("sunken", true);
    auto* row = makeRow();
    row->setContentsMargins(theme().px(12), 0, theme().px(12), theme().px(12));
    row->addWidget(m_text);
    body()->setContentsMargins(0, 0, 0, 0);
    body()->addLayout(row);
    connect(copy, &QToolButton::clicked, this, [this] { QApplication::clipboard()->setText(command()); });
    connect(&m_draft, &ConfigDraft::edited, this, &TrainCommandCard::showCommand);
    connect(&m_draft, &ConfigDraft::loaded, this, &TrainCommandCard::showCommand);
    showCommand();
}

QString TrainCommandCard::command() const {
    return m_draft.command().join(QStringLiteral(" \\\n  "));
}

void TrainCommandCard::showCommand() {
    m_text->setPlainText(command());
}

}  // namespace detox::ui
