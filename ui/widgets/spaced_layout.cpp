// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/spaced_layout.h"

#include <QFontInfo>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextLayout>

namespace detox::ui {

QRectF SpacedLayout::blockBoundingRect(const QTextBlock& block) const {
    const QRectF rect = QPlainTextDocumentLayout::blockBoundingRect(block);
    if (!block.isValid()) return rect;
    const QTextLayout* layout = block.layout();
    if (layout->lineCount() == 0) return rect;
    const double base = block.previous().isValid() ? 0 : document()->documentMargin();
    const double step = QFontInfo(document()->defaultFont()).pixelSize() * m_lineFactor;
    const double extra = step - layout->lineAt(0).height();
    if (extra <= 0) return rect;
    const bool moved = layout->lineAt(0).y() > base + extra * 0.25;
    if (!moved) {
        for (int index = 0; index < layout->lineCount(); ++index) {
            QTextLine line = layout->lineAt(index);
            line.setPosition({line.x(), base + index * step + extra / 2});
        }
    }
    // moved or not, the height is the same: the view keeps a stable scroll range
    return QPlainTextDocumentLayout::blockBoundingRect(block).adjusted(0, 0, 0, extra / 2);
}

}  // namespace detox::ui
