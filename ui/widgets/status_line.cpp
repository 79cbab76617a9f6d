// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/status_line.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QStorageInfo>

#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

constexpr int kDiskMillis = 30'000;

PlainLabel* quietLabel(Type type = Type::Small) {
    return new PlainLabel({}, type, Color::TextSecondary);
}

}  // namespace

StatusLine::StatusLine(QWidget* parent)
    : QWidget(parent),
      m_run(makeButton({.text = {}, .kind = ButtonKind::Quiet, .size = ButtonSize::Small})),
      m_progress(quietLabel(Type::Number)),
      m_timeLeft(quietLabel()),
      m_speed(quietLabel(Type::Number)),
      m_processor(quietLabel()),
      m_graphicsIcon(new IconView(QStringLiteral("gpu"), Color::TextMuted, 14)),
      m_graphics(quietLabel()),
      m_disk(quietLabel()) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(theme().px(4), 1, theme().px(12), 0);
    row->setSpacing(theme().px(6));
    row->addWidget(m_run);
    for (PlainLabel* label : {m_progress, m_timeLeft, m_speed}) {
        row->addSpacing(theme().px(8));
        row->addWidget(label);
    }
    row->addStretch(1);
    row->addWidget(new IconView(QStringLiteral("cpu"), Color::TextMuted, 14));
    row->addWidget(m_processor);
    row->addSpacing(theme().px(8));
    row->addWidget(m_graphicsIcon);
    row->addWidget(m_graphics);
    row->addSpacing(theme().px(8));
    row->addWidget(new IconView(QStringLiteral("disk"), Color::TextMuted, 14));
    row->addWidget(m_disk);
    connect(m_run, &QPushButton::clicked, this, &StatusLine::runClicked);
    connect(&m_diskTimer, &QTimer::timeout, this, &StatusLine::showDisk);
    setRun({});
    setMachine({}, {});
}

void StatusLine::setRun(const std::optional<RunStatus>& run) {
    restyleButton(*m_run, {.text = run ? run->name : tr("Ready"),
                           .icon = run ? QStringLiteral("train") : QStringLiteral("check"),
                           .kind = ButtonKind::Quiet});
    m_run->setAccessibleName(run ? tr("Active run: %1").arg(run->name) : tr("Ready"));
    m_progress->setText(run ? run->progress : QString());
    m_timeLeft->setText(run ? run->timeLeft : QString());
    m_speed->setText(run ? run->speed : QString());
}

void StatusLine::setMachine(const QString& processor, const QString& graphics) {
    m_processor->setText(processor);
    m_graphics->setText(graphics);
    m_graphics->setVisible(!graphics.isEmpty());
    m_graphicsIcon->setVisible(!graphics.isEmpty());
}

void StatusLine::watchDisk(const QString& folder) {
    m_folder = folder;
    showDisk();
    m_diskTimer.start(kDiskMillis);
}

void StatusLine::showDisk() {
    const qint64 bytes = QStorageInfo(m_folder).bytesAvailable();
    m_disk->setText(bytes < 0 ? tr("disk unknown")
                              : tr("%1 free").arg(QLocale().formattedDataSize(bytes, 0, QLocale::DataSizeSIFormat)));
}

}  // namespace detox::ui
