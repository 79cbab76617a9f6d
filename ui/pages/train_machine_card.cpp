// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train_machine_card.h"

#include <algorithm>

#include <QGridLayout>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/models/display_text.h"
#include "ui/style/paint.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {

/// A share of something, drawn as a bar.
class MeterBar final : public QWidget {
public:
    MeterBar() { setFixedHeight(theme().px(8)); }
    void setShare(double share) {
        m_share = std::clamp(share, 0.0, 1.0);
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        drawBar(painter, QRectF(rect()), theme().color(Color::SurfaceHover), theme().radius(Radius::Bar));
        QRectF fill(rect());
        fill.setWidth(fill.width() * m_share);
        if (fill.width() >= 1) drawBar(painter, fill, theme().color(Color::Accent), theme().radius(Radius::Bar));
    }

private:
    double m_share = 0;
};

TrainMachineCard::TrainMachineCard(const std::filesystem::path& folder, QWidget* parent)
    : Card(tr("Machine"), parent),
      m_meter(folder),
      m_speed(new PlainLabel({}, Type::Number, Color::TextMuted)),
      m_processor(new MeterBar),
      m_memory(new MeterBar),
      m_processorText(new PlainLabel({}, Type::Number)),
      m_memoryText(new PlainLabel({}, Type::Number)),
      m_diskText(new PlainLabel({}, Type::Number)) {
    head()->addWidget(m_speed);
    auto* grid = new QGridLayout;
    grid->setContentsMargins(theme().px(12), 0, theme().px(12), theme().px(12));
    grid->setHorizontalSpacing(theme().px(8));
    grid->setVerticalSpacing(theme().px(6));
    addRow(*grid, tr("Processor"), m_processor, m_processorText);
    addRow(*grid, tr("Memory"), m_memory, m_memoryText);
    addRow(*grid, tr("Disk free"), nullptr, m_diskText);
    grid->setColumnStretch(1, 1);
    body()->setContentsMargins(0, 0, 0, 0);
    body()->addLayout(grid);
    m_timer.setInterval(1000);
    connect(&m_timer, &QTimer::timeout, this, &TrainMachineCard::read);
    read();
}

void TrainMachineCard::addRow(QGridLayout& grid, const QString& name, MeterBar* bar, PlainLabel* value) {
    const int row = grid.rowCount();
    grid.addWidget(new PlainLabel(name, Type::Small, Color::TextSecondary), row, 0);
    if (bar != nullptr) grid.addWidget(bar, row, 1);
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    grid.addWidget(value, row, 2);
}

void TrainMachineCard::setSpeed(double tokensPerSecond) {
    m_speed->setText(tokensPerSecond > 0 ? tr("%1 tok/s").arg(QLocale().toString(qRound(tokensPerSecond))) : QString());
}

void TrainMachineCard::showEvent(QShowEvent* event) {
    Card::showEvent(event);
    m_timer.start();
}

void TrainMachineCard::hideEvent(QHideEvent* event) {
    m_timer.stop();
    Card::hideEvent(event);
}

void TrainMachineCard::read() {
    const auto now = m_meter.read();
    m_processor->setShare(now.processor);
    m_processorText->setText(decimal(100 * now.processor, 0) + QStringLiteral("\u00a0%"));
    if (now.memoryTotal > 0) m_memory->setShare(static_cast<double>(now.memory) / static_cast<double>(now.memoryTotal));
    m_memoryText->setText(tr("%1 / %2").arg(byteSize(now.memory), byteSize(now.memoryTotal)));
    m_diskText->setText(byteSize(now.diskFree));
}

}  // namespace detox::ui
