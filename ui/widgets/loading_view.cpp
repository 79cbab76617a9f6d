// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/loading_view.h"

#include <QPainter>
#include <QProgressBar>
#include <QVBoxLayout>

#include "ui/style/paint.h"
#include "ui/style/theme.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

constexpr int kDelayMillis = 150;
constexpr double kSkeleton[] = {0.92, 0.84, 0.88, 0.61};

}  // namespace

LoadingView::LoadingView(QWidget* parent)
    : QWidget(parent), m_text(new PlainLabel({}, Type::Body, Color::TextSecondary)), m_bar(new QProgressBar) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme().px(16), theme().px(16), theme().px(16), theme().px(16));
    column->setSpacing(theme().px(10));
    m_bar->setRange(0, 0);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(theme().px(4));
    column->addWidget(m_text);
    column->addWidget(m_bar);
    column->addStretch(1);
    m_delay.setSingleShot(true);
    m_delay.setInterval(kDelayMillis);
    connect(&m_delay, &QTimer::timeout, this, [this] {
        m_text->show();
        m_bar->show();
        update();
    });
}

void LoadingView::setStep(const QString& text) {
    m_text->setText(text);
    m_bar->setAccessibleName(text);
}

void LoadingView::showEvent(QShowEvent* event) {
    m_text->hide();
    m_bar->hide();
    m_delay.start();
    QWidget::showEvent(event);
}

void LoadingView::hideEvent(QHideEvent* event) {
    m_delay.stop();
    QWidget::hideEvent(event);
}

void LoadingView::paintEvent(QPaintEvent*) {
    if (m_delay.isActive()) return;
    QPainter painter(this);
    const double left = theme().px(16);
    double top = m_bar->geometry().bottom() + theme().px(16);
    for (const double share : kSkeleton) {
        const QRectF line(left, top, (width() - 2 * left) * share, theme().px(10));
        if (line.bottom() > height()) return;
        drawBar(painter, line, theme().color(Color::SurfaceHover), theme().radius(Radius::Bar));
        top += theme().px(26);
    }
}

}  // namespace detox::ui
