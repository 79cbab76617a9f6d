// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/buttons.h"

#include <QIconEngine>
#include <QPainter>
#include <QStyle>

#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

Color iconColor(ButtonKind kind) {
    switch (kind) {
        case ButtonKind::Primary:
            return Color::OnAccent;
        case ButtonKind::Danger:
            return Color::Error;
        case ButtonKind::Quiet:
            return Color::TextSecondary;
        case ButtonKind::Standard:
            break;
    }
    return Color::Text;
}

/// Follows the theme like ThemedIcon does.
class IdentityMarkEngine final : public QIconEngine {
public:
    IdentityMarkEngine(Color role, MarkShape shape) : m_role(role), m_shape(shape) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode, QIcon::State) override {
        const double side = qMin(rect.width(), rect.height()) * 0.7;
        QRectF mark(0, 0, side, side);
        mark.moveCenter(QRectF(rect).center());
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme().color(m_role));
        const double radius = m_shape == MarkShape::Round ? side / 2 : 2;
        painter->drawRoundedRect(mark, radius, radius);
        painter->restore();
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine* clone() const override { return new IdentityMarkEngine(*this); }
    bool isNull() override { return false; }

private:
    Color m_role;
    MarkShape m_shape;
};

}  // namespace

QPushButton* makeButton(const ButtonSpec& spec, QWidget* parent) {
    auto* button = new QPushButton(parent);
    button->setProperty(kSmallProperty, spec.size == ButtonSize::Small);
    button->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    button->setAutoDefault(false);
    restyleButton(*button, spec);
    return button;
}

void restyleButton(QPushButton& button, const ButtonSpec& spec) {
    button.setProperty(kButtonKindProperty, static_cast<int>(spec.kind));
    button.setProperty(kShortcutHintProperty, spec.hint);
    button.setIcon(spec.icon.isEmpty() ? QIcon() : theme().icon(spec.icon, iconColor(spec.kind)));
    button.setText(spec.text);
    button.updateGeometry();
    button.update();
}

QToolButton* makeIconButton(const QString& icon, const QString& text, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setIcon(theme().icon(icon, Color::TextSecondary));
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleName(text);
    setPlainToolTip(*button, text);
    return button;
}

QIcon identityMark(Color role, MarkShape shape) {
    return QIcon(new IdentityMarkEngine(role, shape));
}

}  // namespace detox::ui
