// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/export_status.h"

#include <QAccessible>
#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QProgressBar>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/models/display_text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

QPushButton* smallButton(const QString& text, const QString& icon) {
    return makeButton({.text = text, .icon = icon, .size = ButtonSize::Small});
}

QString stepText(const TrainingEvent& phase) {
    const QString step = phase.text.empty() ? ExportStatus::tr("Starting") : plainLine(phase.text);
    return phase.total > 0 ? ExportStatus::tr("%1: %2 of %3").arg(step).arg(phase.done).arg(phase.total) : step;
}

QString doneText(const ExportOutcome& outcome) {
    const QString exported =
        ExportStatus::tr("Exported %1 to %2.").arg(byteSize(outcome.bytes), plainLine(outcome.folder.string()));
    const QString equal = outcome.tensors == 1
                              ? ExportStatus::tr("1 tensor was read back and is equal.")
                              : ExportStatus::tr("%1 tensors were read back and are equal.").arg(outcome.tensors);
    return exported + QLatin1Char(' ') + equal;
}

}  // namespace

ExportStatus::ExportStatus(QWidget* parent)
    : QWidget(parent),
      m_mark(new IconView(QStringLiteral("info"), Color::Info, 16)),
      m_words(new PlainLabel),
      m_bar(new QProgressBar),
      m_open(smallButton(tr("Open folder"), QStringLiteral("folder"))),
      m_copyPath(smallButton(tr("Copy path"), QStringLiteral("copy"))),
      m_copyDetails(smallButton(tr("Copy details"), QStringLiteral("copy"))) {
    m_words->setWordWrap(true);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(theme().px(4));
    auto* message = makeRow();
    message->addWidget(m_mark, 0, Qt::AlignTop);
    message->addWidget(m_words, 1);
    auto* actions = makeRow();
    for (QPushButton* button : {m_open, m_copyPath, m_copyDetails}) actions->addWidget(button);
    actions->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme().px(8));
    column->addLayout(message);
    column->addWidget(m_bar);
    column->addLayout(actions);
    connect(m_open, &QPushButton::clicked, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_folder)); });
    connect(m_copyPath, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_folder); });
    connect(m_copyDetails, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text()); });
    showPromise();
}

void ExportStatus::say(const QString& text, Bar bar) {
    setAccessibleName(text);
    m_words->setText(breakable(text));
    m_words->setAccessibleName(text);
    m_words->setColor(Color::TextSecondary);
    m_mark->hide();
    m_bar->setVisible(bar == Bar::Shown);
    m_bar->setAccessibleName(text);
    for (QPushButton* button : {m_open, m_copyPath, m_copyDetails}) button->hide();
}

void ExportStatus::say(Severity severity, const QString& text) {
    say(text, Bar::Hidden);
    m_mark->setIcon(severityIcon(severity), severityInk(severity));
    m_mark->show();
    m_words->setColor(severity == Severity::Error ? Color::Error : Color::Text);
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void ExportStatus::showPromise() {
    say(tr("The new folder holds the model as other programs load it: configuration, tokenizer, weights as "
           "safetensors, "
           "and a model card that says how it was made and what was measured."),
        Bar::Hidden);
}

void ExportStatus::showStep(const TrainingEvent& phase) {
    m_bar->setRange(0, phase.total);
    m_bar->setValue(phase.done);
    say(stepText(phase), Bar::Shown);
}

void ExportStatus::showStopping() {
    say(tr("Stopping…"), Bar::Shown);
}

void ExportStatus::askToStop() {
    say(Severity::Warning, tr("Stop the export? Nothing of it stays on the disk."));
}

void ExportStatus::showStopped() {
    say(Severity::Info, tr("The export was stopped. Nothing of it stays on the disk."));
}

void ExportStatus::showDone(const ExportOutcome& outcome) {
    m_folder = QString::fromStdString(outcome.folder.string());
    say(Severity::Success, doneText(outcome));
    m_open->show();
    m_copyPath->show();
}

void ExportStatus::showFailure(const QString& sentence) {
    say(Severity::Error, sentence);
    m_copyDetails->show();
}

}  // namespace detox::ui
