// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sample_button.h"

#include <QPainter>

#include "ui/style/paint.h"
#include "ui/widgets/toxicity_bar.h"

namespace detox::ui {
namespace {

constexpr int kHeight = 48;
constexpr int kBar = 5;
constexpr double kNoChange = 0.005;  ///< rounds to 0.00

Color differenceColor(double difference) {
    if (qAbs(difference) < kNoChange) return Color::TextMuted;
    return difference < 0 ? Color::Success : Color::Error;
}

}  // namespace

SampleButton::SampleButton(int index, QWidget* parent) : QAbstractButton(parent), m_index(index) {
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setText(tr("sample %1").arg(index + 1));
    setAccessibleName(text());
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void SampleButton::setScores(const SampleScores& scores) {
    m_scores = scores;
    setAccessibleDescription(scores.left && scores.right
                                 ? tr("toxicity %1 and %2").arg(numberText(*scores.left), numberText(*scores.right))
                                 : tr("not scored yet"));
    update();
}

QSize SampleButton::sizeHint() const {
    return {theme().px(120), theme().px(kHeight)};
}

void SampleButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Color ground = isChecked() ? Color::AccentSoft : underMouse() ? Color::SurfaceHover : Color::Surface;
    drawPanel(painter, rect(),
              {.fill = theme().color(ground),
               .line = theme().color(isChecked() ? Color::Accent : Color::Border),
               .radius = static_cast<double>(theme().radius(Radius::Control))});
    const QRect head(theme().px(8), theme().px(4), width() - theme().px(16), theme().px(20));
    painter.setFont(theme().font(Type::Caption));
    painter.setPen(theme().color(isChecked() ? Color::AccentText : Color::TextSecondary));
    const QString name = isChecked() ? tr("Shown · %1").arg(m_index + 1) : text();
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(name, Qt::ElideRight, head.width() - theme().px(40)));
    paintDifference(painter, head);
    paintBar(painter, theme().px(27), m_scores.left, Color::Original);
    paintBar(painter, theme().px(36), m_scores.right, Color::Detoxified);
}

void SampleButton::paintDifference(QPainter& painter, const QRect& rect) const {
    if (!m_scores.left || !m_scores.right) return;
    const double difference = *m_scores.right - *m_scores.left;
    painter.setFont(theme().font(Type::Number));
    painter.setPen(theme().color(differenceColor(difference)));
    painter.drawText(rect, Qt::AlignRight | Qt::AlignVCenter, numberText(difference, NumberSign::Always));
}

void SampleButton::paintBar(QPainter& painter, int top, std::optional<double> value, Color color) const {
    const QRectF full(theme().px(8), top, width() - theme().px(16), theme().px(kBar));
    drawBar(painter, full, theme().color(Color::SurfaceHover), theme().radius(Radius::Bar));
    if (!value) return;
    QRectF done = full;
    done.setWidth(qMax(2.0, full.width() * qBound(0.0, *value, 1.0)));
    drawBar(painter, done, theme().color(color), theme().radius(Radius::Bar));
}

}  // namespace detox::ui
