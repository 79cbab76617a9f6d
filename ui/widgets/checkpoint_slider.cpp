// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/checkpoint_slider.h"

#include <QPainter>
#include <QSignalBlocker>
#include <QStyle>

#include "ui/style/theme.h"

namespace detox::ui {
namespace {

constexpr int kTick = 10;
constexpr int kStar = 10;

}  // namespace

CheckpointSlider::CheckpointSlider(QWidget* parent) : QSlider(Qt::Horizontal, parent) {
    setPageStep(1);
    setAccessibleName(tr("Checkpoint"));
}

void CheckpointSlider::setCheckpoints(int count, std::optional<int> recommended) {
    const QSignalBlocker quiet(this);
    setRange(0, qMax(0, count - 1));
    m_recommended = recommended;
    update();
}

QSize CheckpointSlider::sizeHint() const {
    return {QSlider::sizeHint().width(), theme().size(Size::Control)};
}

int CheckpointSlider::middleOf(int value) const {
    const int handle = style()->pixelMetric(QStyle::PM_SliderLength, nullptr, this);
    return handle / 2 + QStyle::sliderPositionFromValue(minimum(), maximum(), value, width() - handle);
}

void CheckpointSlider::paintEvent(QPaintEvent* event) {
    {
        QPainter painter(this);
        const int tick = theme().px(kTick);
        for (int value = minimum(); value <= maximum(); ++value)
            painter.fillRect(QRect(middleOf(value) - 1, rect().center().y() - tick / 2, 2, tick),
                             theme().color(Color::BorderControl));
        if (m_recommended) {
            const int star = theme().px(kStar);
            painter.drawPixmap(middleOf(*m_recommended) - star / 2, 0,
                               theme().pixmap(QStringLiteral("star-filled"), theme().color(Color::WarningMark), star));
        }
    }
    QSlider::paintEvent(event);
}

}  // namespace detox::ui
