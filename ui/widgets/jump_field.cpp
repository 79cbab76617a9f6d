// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/jump_field.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QStringListModel>

#include "ui/style/theme.h"

namespace detox::ui {

JumpField::JumpField(QWidget* parent) : QLineEdit(parent), m_entries(new QStringListModel(this)) {
    setPlaceholderText(tr("Jump to a page, run or model"));
    setAccessibleName(tr("Jump to a page, run or model"));
    setFixedWidth(theme().px(296));
    setMaxLength(200);
    addAction(theme().icon(QStringLiteral("search"), Color::TextMuted), LeadingPosition);
    auto* completer = new QCompleter(m_entries, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    completer->setMaxVisibleItems(12);
    setCompleter(completer);
    connect(completer, qOverload<const QString&>(&QCompleter::activated), this, &JumpField::choose);
    connect(this, &QLineEdit::returnPressed, this, [this, completer] {
        if (completer->completionCount() > 0 && !text().isEmpty()) choose(completer->currentCompletion());
    });
}

void JumpField::setEntries(const QStringList& entries) {
    m_entries->setStringList(entries);
}

void JumpField::choose(const QString& text) {
    const auto index = m_entries->stringList().indexOf(text);
    if (index < 0) return;
    QMetaObject::invokeMethod(this, &QLineEdit::clear, Qt::QueuedConnection);  // the completer writes its choice last
    emit chosen(static_cast<int>(index));
}

}  // namespace detox::ui
