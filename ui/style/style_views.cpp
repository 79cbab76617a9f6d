// SPDX-License-Identifier: GPL-3.0-or-later
// Tables, lists, trees, headers, frames of scroll areas.
#include <QAbstractItemView>
#include <QPainter>
#include <QPlainTextEdit>
#include <QStyleOption>

#include "ui/style/paint.h"
#include "ui/style/studio_style.h"

namespace detox::ui {
namespace {

void drawHeaderGround(const Stage& stage) {
    const QRect& rect = stage.option->rect;
    stage.painter->fillRect(rect, theme().color(Color::Surface));
    stage.painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme().color(Color::Border));
}

void drawHeaderLabel(const Stage& stage) {
    const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(stage.option);
    if (header == nullptr) return;
    QPainter& painter = *stage.painter;
    const int side = theme().px(8);
    QRect rect = header->rect.adjusted(side, 0, -side, 0);
    painter.save();
    painter.setFont(theme().font(Type::Caption));
    painter.setPen(theme().color(Color::TextMuted));
    const QString text = painter.fontMetrics().elidedText(header->text, Qt::ElideRight, rect.width());
    painter.drawText(rect, static_cast<int>(header->textAlignment | Qt::AlignVCenter), text);
    painter.restore();
}

void drawItemGround(const Stage& stage) {
    if (stage.option->state & QStyle::State_Selected) {
        stage.painter->fillRect(stage.option->rect, theme().color(Color::Selection));
    } else if (stage.option->state & QStyle::State_MouseOver) {
        stage.painter->fillRect(stage.option->rect, theme().color(Color::SurfaceHover));
    }
}

void drawCellFocus(const Stage& stage) {
    if (qobject_cast<const QAbstractItemView*>(stage.widget) == nullptr) return;
    drawPanel(*stage.painter, stage.option->rect.adjusted(1, 1, -1, -1),
              {.fill = Qt::transparent,
               .line = theme().color(Color::Focus),
               .radius = static_cast<double>(theme().radius(Radius::Chip))});
}

void drawBranch(const Stage& stage) {
    if (!(stage.option->state & QStyle::State_Children)) return;
    const bool open = stage.option->state & QStyle::State_Open;
    drawArrow(*stage.painter, stage.option->rect, open ? ArrowDirection::Down : ArrowDirection::Right,
              theme().color(Color::TextMuted));
}

/// An editor looks like a field; other framed views get a hairline.
bool drawViewFrame(const Stage& stage) {
    const auto* editor = qobject_cast<const QPlainTextEdit*>(stage.widget);
    if (editor != nullptr && !editor->isReadOnly()) {
        drawField(*stage.painter, *stage.option, stage.widget);
        return true;
    }
    drawPanel(*stage.painter, stage.option->rect,
              {.fill = Qt::transparent,
               .line = theme().color(Color::Border),
               .radius = static_cast<double>(theme().radius(Radius::Bar))});
    return true;
}

}  // namespace

bool drawViewPrimitive(QStyle::PrimitiveElement element, const Stage& stage) {
    switch (element) {
        case QStyle::PE_PanelItemViewRow:
            return true;
        case QStyle::PE_PanelItemViewItem:
            drawItemGround(stage);
            return true;
        case QStyle::PE_FrameFocusRect:
            drawCellFocus(stage);
            return true;
        case QStyle::PE_IndicatorBranch:
            drawBranch(stage);
            return true;
        case QStyle::PE_Frame:
            return drawViewFrame(stage);
        case QStyle::PE_PanelScrollAreaCorner:
            stage.painter->fillRect(stage.option->rect, theme().color(Color::Surface));
            return true;
        case QStyle::PE_IndicatorHeaderArrow: {
            const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(stage.option);
            const bool up = header != nullptr && (header->sortIndicator & QStyleOptionHeader::SortUp);
            drawArrow(*stage.painter, stage.option->rect, up ? ArrowDirection::Up : ArrowDirection::Down,
                      theme().color(Color::TextMuted));
            return true;
        }
        default:
            return false;
    }
}

bool drawViewControl(QStyle::ControlElement element, const Stage& stage) {
    switch (element) {
        case QStyle::CE_HeaderSection:
        case QStyle::CE_HeaderEmptyArea:
            drawHeaderGround(stage);
            return true;
        case QStyle::CE_HeaderLabel:
            drawHeaderLabel(stage);
            return true;
        default:
            return false;
    }
}

}  // namespace detox::ui
