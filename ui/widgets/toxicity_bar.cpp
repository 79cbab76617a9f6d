// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/toxicity_bar.h"

#include <QLocale>
#include <QPainter>

#include "ui/style/paint.h"

namespace detox::ui {
namespace {

constexpr QChar kMinus(0x2212);
constexpr double kMild = 0.25;

}  // namespace

ToxicityBar::ToxicityBar(QWidget* parent) : QWidget(parent) {
    setFixedHeight(theme().px(8));
    setMinimumWidth(theme().px(48));
}

void ToxicityBar::setValue(std::optional<double> value) {
    m_value = value;
    update();
}

void ToxicityBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const double radius = theme().radius(Radius::Bar);
    drawBar(painter, rect(), theme().color(Color::SurfaceHover), radius);
    if (m_value) {
        QRectF done = rect();
        done.setWidth(qMax(2.0, done.width() * qBound(0.0, *m_value, 1.0)));
        drawBar(painter, done, theme().toxicityBar(*m_value), radius);
    }
    painter.fillRect(QRect(width() / 2, 0, 1, height()), theme().color(Color::BorderControl));
}

QString toxicityWord(double toxicity) {
    if (toxicity >= theme().blur().threshold) return ToxicityBar::tr("toxic");
    return toxicity >= kMild ? ToxicityBar::tr("mildly toxic") : ToxicityBar::tr("not toxic");
}

QString numberText(double value, NumberSign sign) {
    QString text = QLocale().toString(qAbs(value), 'f', 2);
    if (sign == NumberSign::Always && qAbs(value) >= kRoundsToZero) text.prepend(value < 0 ? kMinus : QLatin1Char('+'));
    return text;
}

}  // namespace detox::ui
