// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

#include "ui/style/theme.h"

namespace detox::ui {

/// Gives `widget` a tool tip that shows `text` as it is, whatever mark-up it contains.
void setPlainToolTip(QWidget& widget, const QString& text);

/// The only label class: its text is never interpreted. Colour and type by role; they follow the theme.
class PlainLabel final : public QLabel {
    Q_OBJECT
public:
    explicit PlainLabel(const QString& text = {}, Type type = Type::Body, Color color = Color::Text,
                        QWidget* parent = nullptr);

    void setColor(Color color);
    void setType(Type type);
    /// Cuts text that does not fit with an ellipsis (middle for paths, end for names); the full text becomes the tool
    /// tip while it is cut.
    void setElide(Qt::TextElideMode mode);
    /// Wraps into at most `lines` before it cuts.
    void setMaxLines(int lines);
    /// What the text is short for: the tool tip, cut or not.
    void setFullText(const QString& text);

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void applyColor();

    struct Shown {
        QString text;
        bool cut;
    };
    [[nodiscard]] Shown shown() const;

    Color m_color;
    QString m_fullText;
    int m_maxLines = 1;
    Qt::TextElideMode m_elide = Qt::ElideNone;
};

}  // namespace detox::ui
