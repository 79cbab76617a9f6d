// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/toast.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>

#include "ui/style/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

constexpr int kShownMillis = 10'000;

}  // namespace

Toast::Toast(QWidget* host)
    : QFrame(host), m_text(new PlainLabel), m_action(makeButton({.text = {}, .size = ButtonSize::Small})) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(theme().px(16), theme().px(8), theme().px(8), theme().px(8));
    row->addWidget(m_text, 1);
    row->addWidget(m_action);
    m_text->setElide(Qt::ElideRight);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kShownMillis);
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(m_action, &QPushButton::clicked, this, [this] {
        hide();
        emit actionTriggered();
    });
    host->installEventFilter(this);
    m_action->installEventFilter(this);
    hide();
}

void Toast::present(const QString& text, const QString& action) {
    m_text->setText(text);
    restyleButton(*m_action, {.text = action, .kind = ButtonKind::Quiet});
    m_action->setVisible(!action.isEmpty());
    place();
    show();
    raise();
    m_timer.start();
    setAccessibleName(text);
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void Toast::place() {
    const int width = qMin(theme().size(Size::ToastWidth), parentWidget()->width() - theme().px(32));
    const int height = theme().size(Size::Banner);
    setGeometry((parentWidget()->width() - width) / 2, parentWidget()->height() - height - theme().px(16), width,
                height);
}

bool Toast::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parent() && event->type() == QEvent::Resize) place();
    if (watched == m_action && event->type() == QEvent::FocusIn) m_timer.stop();
    if (watched == m_action && event->type() == QEvent::FocusOut && isVisible()) m_timer.start();
    return false;
}

void Toast::enterEvent(QEnterEvent*) {
    m_timer.stop();
}

void Toast::leaveEvent(QEvent*) {
    m_timer.start();
}

void Toast::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawPanel(painter, rect(),
              {.fill = theme().color(Color::Surface),
               .line = theme().color(Color::BorderControl),
               .radius = static_cast<double>(theme().radius(Radius::Card))});
}

}  // namespace detox::ui
