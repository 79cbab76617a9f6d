// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/text_hider.h"

#include "ui/style/theme.h"
#include "ui/widgets/model_text_view.h"

namespace detox::ui {

TextHider::TextHider(ModelTextView& view) : QSyntaxHighlighter(view.document()), m_view(view) {}

void TextHider::highlightBlock(const QString& text) {
    const int start = currentBlock().position();
    const int end = start + static_cast<int>(text.size());
    QTextCharFormat prompt;
    prompt.setForeground(theme().color(Color::TextMuted));
    if (start < m_view.m_promptEnd) setFormat(0, qMin(end, m_view.m_promptEnd) - start, prompt);
    if (!m_view.hidesText()) return;
    QTextCharFormat hidden;
    hidden.setForeground(Qt::transparent);
    const int from = qMax(start, m_view.isHidden(m_view.m_promptEnd) ? m_view.m_promptEnd : m_view.m_scoredEnd);
    if (from < end) setFormat(from - start, end - from, hidden);
}

}  // namespace detox::ui
