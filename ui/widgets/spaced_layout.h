// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextDocumentLayout>

namespace detox::ui {

/// Gives a QPlainTextEdit reading leading: it ignores block line height, so the laid-out lines are moved apart.
/// Selection, caret and hit testing go by the lines and stay right.
class SpacedLayout final : public QPlainTextDocumentLayout {
    Q_OBJECT
public:
    /// `lineFactor`: line height in font pixels. The document takes ownership by setDocumentLayout().
    SpacedLayout(QTextDocument* document, double lineFactor)
        : QPlainTextDocumentLayout(document), m_lineFactor(lineFactor) {}

    QRectF blockBoundingRect(const QTextBlock& block) const override;

private:
    const double m_lineFactor;
};

}  // namespace detox::ui
