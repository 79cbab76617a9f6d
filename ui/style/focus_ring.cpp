// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/focus_ring.h"

#include <QAbstractButton>
#include <QAbstractSlider>
#include <QApplication>
#include <QFocusEvent>
#include <QFocusFrame>

namespace detox::ui {
namespace {

bool isKeyboard(Qt::FocusReason reason) {
    return reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason || reason == Qt::ShortcutFocusReason;
}

}  // namespace

FocusRing::FocusRing(QApplication& application) : QObject(&application) {
    application.installEventFilter(this);
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::FocusIn || !watched->isWidgetType()) return false;
    auto* widget = static_cast<QWidget*>(watched);
    const bool wanted =
        isKeyboard(static_cast<QFocusEvent*>(event)->reason()) &&
        (qobject_cast<QAbstractButton*>(widget) != nullptr || qobject_cast<QAbstractSlider*>(widget) != nullptr);
    if (wanted) {
        if (!m_frame) m_frame = new QFocusFrame(widget->window());
        m_frame->setWidget(widget);
    } else if (m_frame) {
        m_frame->setWidget(nullptr);
    }
    return false;
}

}  // namespace detox::ui
