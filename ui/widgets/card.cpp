// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/card.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/style/paint.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

class Divider final : public QWidget {
public:
    Divider(Qt::Orientation orientation, QWidget* parent) : QWidget(parent) {
        if (orientation == Qt::Horizontal) {
            setFixedHeight(1);
        } else {
            setFixedWidth(1);
        }
    }

protected:
    void paintEvent(QPaintEvent*) override { QPainter(this).fillRect(rect(), theme().color(Color::Border)); }
};

}  // namespace

Card::Card(const QString& title, QWidget* parent)
    : QFrame(parent), m_outer(new QVBoxLayout(this)), m_body(new QVBoxLayout) {
    m_outer->setContentsMargins(1, 1, 1, 1);
    m_outer->setSpacing(0);
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(0);
    m_outer->addLayout(m_body, 1);
    if (!title.isEmpty()) setTitle(title);
}

QHBoxLayout* Card::head() {
    if (m_head == nullptr) {
        m_head = makeRow();
        m_head->setContentsMargins(theme().px(12), theme().px(4), theme().px(8), theme().px(4));
        m_title = new PlainLabel({}, Type::CardTitle);
        m_title->setMinimumHeight(theme().px(24));
        m_head->addWidget(m_title);
        m_head->addStretch(1);
        m_outer->insertLayout(0, m_head);
    }
    return m_head;
}

void Card::setTitle(const QString& title) {
    head();
    m_title->setText(title);
}

void Card::setTopMark(Color role) {
    m_topMark = role;
    m_outer->setContentsMargins(1, theme().px(3), 1, 1);
    update();
}

void Card::setColors(Color fill, Color line) {
    m_fill = fill;
    m_line = line;
    update();
}

void Card::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const double radius = theme().radius(Radius::Card);
    drawPanel(painter, rect(), {.fill = theme().color(m_fill), .line = theme().color(m_line), .radius = radius});
    if (!m_topMark) return;
    const QColor& mark = theme().color(*m_topMark);
    painter.setClipRect(0, 0, width(), theme().px(3));
    drawPanel(painter, rect(), {.fill = mark, .line = mark, .radius = radius});
}

QHBoxLayout* makeRow(int gap) {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme().px(gap));
    return row;
}

QVBoxLayout* makeColumn(int gap) {
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme().px(gap));
    return column;
}

QWidget* makeDivider(Qt::Orientation orientation, QWidget* parent) {
    return new Divider(orientation, parent);
}

}  // namespace detox::ui
