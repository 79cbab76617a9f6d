// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/navigation_rail.h"

#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace detox::ui {

NavigationRail::NavigationRail(QWidget* parent) : QWidget(parent), m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(theme().px(6), theme().px(8), theme().px(6), theme().px(8));
    m_column->setSpacing(0);
    m_column->addStretch(1);
    setAccessibleName(tr("Pages"));
    setCompact(false);
}

RailButton* NavigationRail::addEntry(const QString& icon, const QString& text, Place place) {
    auto* button = new RailButton(icon, text, this);
    const int index = static_cast<int>(m_entries.size());
    m_entries.append(button);
    if (place == Place::Top) {
        m_column->insertWidget(index, button);
    } else {
        m_column->addWidget(button);
    }
    connect(button, &QAbstractButton::clicked, this, [this, index] { emit chosen(index); });
    return button;
}

void NavigationRail::setCurrent(int index) {
    if (index >= 0 && index < m_entries.size()) m_entries[index]->setChecked(true);
}

void NavigationRail::setCompact(bool compact) {
    setFixedWidth(theme().size(compact ? Size::RailCompact : Size::Rail) + 1);
    for (RailButton* button : m_entries) button->setCompact(compact);
}

void NavigationRail::keyPressEvent(QKeyEvent* event) {
    const int step = (event->key() == Qt::Key_Down) - (event->key() == Qt::Key_Up);
    const auto focused = m_entries.indexOf(qobject_cast<RailButton*>(focusWidget()));
    if (step == 0 || focused < 0) return QWidget::keyPressEvent(event);
    const auto next = qBound<qsizetype>(0, focused + step, m_entries.size() - 1);
    m_entries[next]->setFocus(Qt::TabFocusReason);
}

void NavigationRail::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(QRect(width() - 1, 0, 1, height()), theme().color(Color::Border));
}

}  // namespace detox::ui
