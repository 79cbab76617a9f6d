// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/table_delegates.h"

#include <algorithm>

#include <QApplication>
#include <QHeaderView>
#include <QPainter>
#include <QTableView>

#include "ui/models/display_text.h"
#include "ui/models/sample_table_model.h"
#include "ui/style/paint.h"

namespace detox::ui {
namespace {

constexpr int kCellPadding = 8;
constexpr int kBarWidth = 48;
constexpr int kBarHeight = 10;

QRect contentOf(const QStyleOptionViewItem& option) {
    return option.rect.adjusted(theme().px(kCellPadding), 0, -theme().px(kCellPadding), 0);
}

/// One bar per word of `text`, where the word would stand.
void drawHiddenWords(QPainter& painter, const QRect& area, const QString& text, const QFont& font) {
    const QFontMetrics metrics(font);
    const double height = 0.66 * QFontInfo(font).pixelSize();
    const double base = area.center().y() + metrics.ascent() / 2.0 - metrics.descent() / 2.0;
    for (qsizetype from = 0; from < text.size();) {
        while (from < text.size() && text[from].isSpace()) ++from;
        qsizetype to = from;
        while (to < text.size() && !text[to].isSpace()) ++to;
        if (to == from) return;
        const int left = metrics.horizontalAdvance(text.left(from));
        const int right = metrics.horizontalAdvance(text.left(to));
        drawBar(painter, QRectF(area.left() + left, base - height, right - left, height),
                theme().color(Color::BlurBarToxic), theme().radius(Radius::Bar));
        from = to;
    }
}

}  // namespace

void drawCellGround(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex&) {
    QStyleOptionViewItem ground = option;
    ground.text.clear();
    const QStyle* style = option.widget != nullptr ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &ground, &painter, option.widget);
}

QColor cellInk(const QStyleOptionViewItem& option, Color role) {
    return theme().color(option.state.testFlag(QStyle::State_Selected) ? Color::OnSelection : role);
}

void ToxicityDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    drawCellGround(*painter, option, index);
    const double value = std::clamp(index.data(kValueRole).toDouble(), 0.0, 1.0);
    const QRect area = contentOf(option);
    QRectF bar(area.left(), area.center().y() - theme().px(kBarHeight) / 2.0, theme().px(kBarWidth),
               theme().px(kBarHeight));
    painter->save();
    drawBar(*painter, bar, theme().color(Color::SurfaceHover), theme().radius(Radius::Bar));
    QRectF fill = bar;
    fill.setWidth(std::max(2.0, bar.width() * value));
    drawBar(*painter, fill, theme().toxicityBar(value), theme().radius(Radius::Bar));
    painter->fillRect(QRectF(bar.center().x(), bar.top(), 1, bar.height()), theme().color(Color::BorderControl));
    painter->setFont(theme().font(Type::Number));
    painter->setPen(cellInk(option, Color::Text));
    painter->drawText(area.adjusted(theme().px(kBarWidth + kCellPadding), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                      index.data(Qt::DisplayRole).toString());
    painter->restore();
}

void NumberDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    option->font = theme().font(Type::Number);
}

void PillDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    drawCellGround(*painter, option, index);
    const QRect area = contentOf(option);
    paintPill(*painter, {area.left(), area.center().y()}, m_pill(index));
}

bool ModelTextDelegate::hides(const QModelIndex& index) const {
    return m_blurred && index.data(kToxicityRole).toDouble() >= theme().blur().threshold;
}

void ModelTextDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    drawCellGround(*painter, option, index);
    const QRect area = contentOf(option);
    const QFont font = theme().font(Type::Body);
    const QString text =
        QFontMetrics(font).elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, area.width());
    painter->save();
    if (hides(index)) {
        drawHiddenWords(*painter, area, text, font);
    } else {
        painter->setFont(font);
        painter->setPen(cellInk(option, m_ink));
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, text);
    }
    painter->restore();
}

void styleTable(QTableView& table) {
    table.setFrameShape(QFrame::NoFrame);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setMouseTracking(true);
    table.setTabKeyNavigation(false);
    table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.verticalHeader()->hide();
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.verticalHeader()->setDefaultSectionSize(theme().size(Size::TableRow));
    table.horizontalHeader()->setHighlightSections(false);
    table.horizontalHeader()->setFixedHeight(theme().size(Size::TableHeader));
    table.horizontalHeader()->setMinimumSectionSize(theme().px(40));
}

}  // namespace detox::ui
