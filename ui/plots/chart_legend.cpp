// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/chart_legend.h"

#include <QPainter>

#include "ui/style/paint.h"
#include "ui/style/theme.h"

namespace detox::ui {
namespace {

constexpr int kSample = 16;   ///< length of a line sample
constexpr int kGap = 6;       ///< sample to name, name to value
constexpr int kBetween = 14;  ///< entry to entry
constexpr int kPadding = 8;
constexpr int kRow = 18;

void drawSample(QPainter& painter, const QPoint& leftCenter, int length, const QPen& pen) {
    painter.setPen(pen);
    painter.drawLine(leftCenter, leftCenter + QPoint(length, 0));
}

}  // namespace

ChartLegend::ChartLegend(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ChartLegend::setEntries(std::vector<LegendEntry> entries) {
    m_entries = std::move(entries);
    update();
}

QSize ChartLegend::sizeHint() const {
    return {theme().px(120), theme().px(20)};
}

void ChartLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont names = theme().font(Type::Small);
    const QFont numbers = theme().font(Type::Number);
    int x = 0;
    for (const auto& entry : m_entries) {
        const int room = width() - x - theme().px(kSample + kGap);
        if (room < theme().px(24)) return;
        drawSample(painter, {x, height() / 2}, theme().px(kSample), entry.pen);
        x += theme().px(kSample + kGap);
        const QString name = QFontMetrics(names).elidedText(entry.name, Qt::ElideRight, room);
        painter.setFont(names);
        painter.setPen(theme().color(Color::TextSecondary));
        painter.drawText(QRect(x, 0, room, height()), Qt::AlignVCenter | Qt::AlignLeft, name);
        x += QFontMetrics(names).horizontalAdvance(name) + theme().px(kGap);
        painter.setFont(numbers);
        painter.setPen(theme().color(Color::Text));
        painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter | Qt::AlignLeft, entry.value);
        x += QFontMetrics(numbers).horizontalAdvance(entry.value) + theme().px(kBetween);
    }
}

ChartToolTip::ChartToolTip(QWidget* host) : QWidget(host) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void ChartToolTip::present(const QPoint& pointer, const QString& title, std::vector<LegendEntry> rows) {
    m_title = title;
    m_rows = std::move(rows);
    if (m_rows.size() > kMaxRows) m_rows.resize(kMaxRows);
    resize(wanted());
    const int gap = theme().px(12);
    int x = pointer.x() + gap;
    if (x + width() > parentWidget()->width()) x = pointer.x() - gap - width();
    const int y = std::clamp(pointer.y() + gap, 0, std::max(0, parentWidget()->height() - height()));
    move(std::max(0, x), y);
    show();
    raise();
    update();
}

QSize ChartToolTip::wanted() const {
    const QFontMetrics names(theme().font(Type::Small));
    const QFontMetrics numbers(theme().font(Type::Number));
    int widest = names.horizontalAdvance(m_title);
    for (const auto& row : m_rows)
        widest = std::max(widest, theme().px(kSample + 4 * kGap) + names.horizontalAdvance(row.name) +
                                      numbers.horizontalAdvance(row.value));
    return {widest + theme().px(2 * kPadding),
            theme().px(kRow) * static_cast<int>(m_rows.size() + 1) + theme().px(kPadding)};
}

void ChartToolTip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    drawBar(painter, QRectF(rect()), theme().color(Color::Tooltip), theme().radius(Radius::Chip));
    const int pad = theme().px(kPadding);
    QRect line(pad, theme().px(kPadding / 2), width() - 2 * pad, theme().px(kRow));
    painter.setPen(theme().color(Color::OnTooltip));
    painter.setFont(theme().font(Type::Small));
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, m_title);
    for (const auto& row : m_rows) {
        line.translate(0, theme().px(kRow));
        if (row.pen.style() != Qt::NoPen)
            drawSample(painter, {line.left(), line.center().y()}, theme().px(kSample), row.pen);
        painter.setPen(theme().color(Color::OnTooltip));
        painter.setFont(theme().font(Type::Small));
        painter.drawText(line.adjusted(theme().px(kSample + kGap), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         row.name);
        painter.setFont(theme().font(Type::Number));
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, row.value);
    }
}

}  // namespace detox::ui
