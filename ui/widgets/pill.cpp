// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pill.h"

#include <QCoreApplication>
#include <QPainter>

#include "ui/style/paint.h"

namespace detox::ui {
namespace {

constexpr int kHeight = 22;
constexpr int kSide = 8;
constexpr int kMark = 12;
constexpr int kDot = 7;
constexpr int kGap = 5;

QFont pillFont() {
    QFont font = theme().font(Type::Caption);
    font.setWeight(QFont::DemiBold);
    return font;
}

int markWidth(const PillSpec& spec) {
    return theme().px(spec.icon.isEmpty() ? kDot : kMark);
}

QString tr(const char* text) {
    return QCoreApplication::translate("Pill", text);
}

}  // namespace

PillSpec pillFor(RunPill state) {
    switch (state) {
        case RunPill::Training:
            return {tr("Training"), {}, Color::Success, Color::SuccessSoft};
        case RunPill::Paused:
            return {tr("Paused"), QStringLiteral("pause"), Color::AccentText, Color::AccentSoft};
        case RunPill::Queued:
            return {tr("Queued"), QStringLiteral("clock"), Color::Info, Color::InfoSoft};
        case RunPill::Finished:
            return {tr("Finished"), QStringLiteral("check"), Color::TextSecondary, Color::SurfaceHover};
        case RunPill::Stopped:
            return {tr("Stopped"), QStringLiteral("stop"), Color::TextSecondary, Color::SurfaceHover};
        case RunPill::Interrupted:
            return {tr("Interrupted"), QStringLiteral("warning"), Color::Warning, Color::WarningSoft};
        case RunPill::Failed:
            return {tr("Failed"), QStringLiteral("error"), Color::Error, Color::ErrorSoft};
    }
    return {};
}

QSize pillSize(const PillSpec& spec) {
    const int text = QFontMetrics(pillFont()).horizontalAdvance(spec.text);
    return {theme().px(2 * kSide) + markWidth(spec) + theme().px(kGap) + text, theme().px(kHeight)};
}

int paintPill(QPainter& painter, const QPoint& leftCenter, const PillSpec& spec) {
    const QSize size = pillSize(spec);
    const QRect rect(leftCenter.x(), leftCenter.y() - size.height() / 2, size.width(), size.height());
    drawBar(painter, rect, theme().color(spec.ground), rect.height() / 2.0);
    const QColor& ink = theme().color(spec.ink);
    const int mark = markWidth(spec);
    const QRect place(rect.left() + theme().px(kSide), rect.top() + (rect.height() - mark) / 2, mark, mark);
    if (spec.icon.isEmpty()) {
        drawBar(painter, place, ink, mark / 2.0);
    } else {
        painter.drawPixmap(place.topLeft(), theme().pixmap(spec.icon, ink, mark));
    }
    painter.save();
    painter.setFont(pillFont());
    painter.setPen(ink);
    painter.drawText(rect.adjusted(place.right() - rect.left() + theme().px(kGap), 0, 0, 0),
                     Qt::AlignLeft | Qt::AlignVCenter, spec.text);
    painter.restore();
    return size.width();
}

Pill::Pill(const PillSpec& spec, QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setSpec(spec);
}

void Pill::setSpec(const PillSpec& spec) {
    m_spec = spec;
    setAccessibleName(spec.text);
    updateGeometry();
    update();
}

QSize Pill::sizeHint() const {
    return pillSize(m_spec);
}

void Pill::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintPill(painter, QPoint(0, height() / 2), m_spec);
}

Chip::Chip(const QString& text, QWidget* parent) : QAbstractButton(parent) {
    setText(text);
    setAccessibleName(text);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize Chip::sizeHint() const {
    return {QFontMetrics(theme().font(Type::Small)).horizontalAdvance(text()) + theme().px(20),
            theme().size(Size::ControlSmall)};
}

void Chip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Color ground = isChecked() ? Color::AccentSoft : underMouse() ? Color::SurfaceHover : Color::Surface;
    drawPanel(painter, rect(),
              {.fill = theme().color(ground),
               .line = theme().color(isChecked() ? Color::Accent : Color::BorderControl),
               .radius = height() / 2.0});
    painter.setFont(theme().font(Type::Small));
    painter.setPen(theme().color(!isEnabled()  ? Color::TextDisabled
                                 : isChecked() ? Color::AccentText
                                               : Color::TextSecondary));
    painter.drawText(rect(), Qt::AlignCenter, text());
}

}  // namespace detox::ui
