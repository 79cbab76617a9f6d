// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/hinted_field.h"

#include <QVBoxLayout>

#include "ui/models/display_text.h"
#include "ui/widgets/card.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {

HintedField::HintedField(QWidget* editor, QWidget* parent)
    : QWidget(parent),
      m_editor(editor),
      m_row(makeRow()),
      m_mark(new IconView(QStringLiteral("error"), Color::Error, 16)),
      m_words(new PlainLabel({}, Type::Small, Color::TextMuted)) {
    m_row->addWidget(m_editor);
    m_words->setWordWrap(true);
    auto* below = makeRow(4);
    below->addWidget(m_mark, 0, Qt::AlignTop);
    below->addWidget(m_words, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme().px(4));
    column->addLayout(m_row);
    column->addLayout(below);
    showWords();
}

void HintedField::addBehind(QWidget* widget) {
    m_row->addWidget(widget);
}

void HintedField::addStretch() {
    m_row->addStretch();
}

void HintedField::setHint(const QString& hint) {
    m_hint = hint;
    showWords();
}

void HintedField::setProblem(const QString& problem) {
    m_problem = problem;
    showWords();
}

void HintedField::showWords() {
    const bool wrong = !m_problem.isEmpty();
    m_mark->setVisible(wrong);
    m_words->setVisible(wrong || !m_hint.isEmpty());
    m_words->setText(breakable(wrong ? m_problem : m_hint));
    m_words->setAccessibleName(wrong ? m_problem : m_hint);
    m_words->setColor(wrong ? Color::Error : Color::TextMuted);
    m_editor->setAccessibleDescription(wrong ? m_problem : m_hint);
    if (m_editor->property("error").toBool() == wrong) return;
    m_editor->setProperty("error", wrong);
    m_editor->update();
}

}  // namespace detox::ui
