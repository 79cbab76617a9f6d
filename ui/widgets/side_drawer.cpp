// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/side_drawer.h"

#include <QHBoxLayout>
#include <QShortcut>

#include "ui/widgets/card.h"

namespace detox::ui {

SideDrawer::SideDrawer(QWidget* content, QWidget* panel, QWidget* parent)
    : QWidget(parent),
      m_row(makeRow()),
      m_panel(panel),
      m_escape(new QShortcut(Qt::Key_Escape, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut)) {
    m_row->addWidget(content, 1);
    m_row->addWidget(panel);
    setLayout(m_row);
    m_escape->setEnabled(false);
    connect(m_escape, &QShortcut::activated, this, [this] { setOpen(false); });
}

void SideDrawer::setDrawer(bool drawer) {
    if (m_drawer == drawer) return;
    m_drawer = drawer;
    if (drawer) {
        m_row->removeWidget(m_panel);
    } else {
        m_row->addWidget(m_panel);
    }
    setOpen(!drawer);
}

void SideDrawer::setOpen(bool open) {
    if (m_panel->isAncestorOf(focusWidget()) && !open) setFocus(Qt::OtherFocusReason);
    const bool changed = m_open != open;
    m_open = open;
    m_panel->setVisible(open);
    m_escape->setEnabled(m_drawer && open);
    place();
    if (changed) emit openChanged(open);
}

void SideDrawer::place() {
    if (!m_drawer) return;
    m_panel->setGeometry(width() - m_panel->width(), 0, m_panel->width(), height());
    m_panel->raise();
}

void SideDrawer::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    place();
}

}  // namespace detox::ui
