// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/export_dialog.h"

#include <utility>

#include <QCloseEvent>
#include <QDir>
#include <QScreen>
#include <QStandardPaths>
#include <QVBoxLayout>

#include "ui/bridge/studio_settings.h"
#include "ui/dialogs/export_form.h"
#include "ui/dialogs/export_status.h"
#include "ui/models/checkpoint_table_model.h"
#include "ui/models/display_text.h"
#include "ui/models/run_table_model.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/scroll_page.h"

namespace detox::ui {
namespace {

constexpr QSize kFirstSize(600, 520);

QString parentFolder(const StudioSettings& settings) {
    for (const QString& folder :
         {settings.exportFolder(), QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)}) {
        if (!folder.isEmpty() && QDir(folder).exists()) return folder;
    }
    return QDir::homePath();
}

Result<ExportChoices> choicesOf(const ExportParts& parts, const ExportSubject& subject) {
    auto run = parts.store.run(subject.run);
    if (!run) return run.error();
    auto checkpoints = parts.store.checkpoints(subject.run);
    if (!checkpoints) return checkpoints.error();
    if (checkpoints->empty()) return notFound("This run has no checkpoint yet.");
    const auto probes = parts.store.probes(subject.run);
    return ExportChoices{.run = std::move(run->summary),
                         .checkpoints = *checkpoints,
                         .recommended = probes ? recommendedUpdate(*checkpoints, *probes) : std::nullopt,
                         .chosen = subject.update,
                         .parentFolder = parentFolder(parts.settings)};
}

}  // namespace

ExportDialog::ExportDialog(const ExportParts& parts, const ExportSubject& subject, QWidget* parent)
    : QDialog(parent), m_settings(parts.settings), m_controller(parts.engine, parts.store), m_status(new ExportStatus) {
    setWindowTitle(tr("Export model"));
    auto* column = new QVBoxLayout(this);
    const int margin = theme().px(16);
    column->setContentsMargins(margin, margin, margin, margin);
    column->setSpacing(theme().px(12));
    column->addWidget(new PlainLabel(tr("Export model"), Type::Title));
    auto choices = choicesOf(parts, subject);
    if (choices) {
        buildHead(*choices);
    } else {
        column->addStretch(1);
        m_status->showFailure(plainText(choices.error().message()));
    }
    column->addWidget(m_status);
    buildFoot();
    connect(&m_controller, &ExportController::stateChanged, this, &ExportDialog::showState);
    connect(&m_controller, &ExportController::phaseChanged, this, [this] {
        if (!m_asking && m_controller.state() == ExportState::Working) m_status->showStep(m_controller.phase());
    });
    showButtons();
    const QSize wanted(theme().px(kFirstSize.width()), theme().px(kFirstSize.height()));
    resize(wanted.boundedTo(screen()->availableSize()));
}

ExportDialog::~ExportDialog() = default;

void ExportDialog::buildHead(const ExportChoices& choices) {
    auto* column = static_cast<QVBoxLayout*>(layout());
    auto* run =
        new PlainLabel(QStringLiteral("%1 · %2").arg(plainLine(choices.run.name), shortModelName(choices.run.model)),
                       Type::Body, Color::TextMuted);
    run->setElide(Qt::ElideRight);
    column->addWidget(run);
    m_form = new ExportForm(choices);
    column->addWidget(makeScrollPage(m_form), 1);
    connect(m_form, &ExportForm::edited, this, &ExportDialog::showButtons);
}

void ExportDialog::buildFoot() {
    auto* row = makeRow();
    m_second = makeButton({.text = tr("Cancel"), .kind = ButtonKind::Quiet});
    m_main = makeButton({.text = tr("Export model"), .kind = ButtonKind::Primary});
    m_main->setDefault(true);
    row->addStretch(1);
    row->addWidget(m_second);
    row->addWidget(m_main);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    connect(m_main, &QPushButton::clicked, this, &ExportDialog::press);
    connect(m_second, &QPushButton::clicked, this, [this] {
        if (m_asking) return setAsking(false);
        reject();
    });
}

void ExportDialog::press() {
    if (m_controller.active()) return m_controller.stop();
    if (m_controller.state() == ExportState::Done || m_form == nullptr) return accept();
    start();
}

void ExportDialog::start() {
    m_form->checkTarget();  // the disk may have changed since the last letter
    if (!m_form->problem().isEmpty()) return m_form->setFocus();
    const ExportOrder order = m_form->order();
    m_settings.setExportFolder(QString::fromStdString(order.output.parent_path().string()));
    m_main->setFocus();
    m_controller.start(order);
}

void ExportDialog::showState() {
    const ExportState state = m_controller.state();
    m_asking = false;
    m_form->setEnabled(!m_controller.active() && state != ExportState::Done);
    if (state == ExportState::Working) m_status->showStep({});
    if (state == ExportState::Stopping) m_status->showStopping();
    if (state == ExportState::Stopped) m_status->showStopped();
    if (state == ExportState::Failed) m_status->showFailure(m_controller.problem());
    if (state == ExportState::Done) m_status->showDone(m_controller.outcome());
    if (state == ExportState::Stopped || state == ExportState::Failed) m_form->checkTarget();
    showButtons();
    if (m_controller.active()) return;
    m_main->setFocus();
    // What ended in another way is told before the window goes.
    if (std::exchange(m_closeWhenStopped, false) && state == ExportState::Stopped) close();
}

void ExportDialog::showButtons() {
    const bool working = m_controller.active();
    const bool done = m_controller.state() == ExportState::Done || m_form == nullptr;
    const QString problem = working || done ? QString() : m_form->problem();
    const QString end = done ? tr("Close") : tr("Export model");
    restyleButton(*m_main, {.text = working ? tr("Stop") : end,
                            .icon = working ? QStringLiteral("stop") : QString(),
                            .kind = working ? ButtonKind::Standard : ButtonKind::Primary});
    m_main->setEnabled(problem.isEmpty() && m_controller.state() != ExportState::Stopping);
    setPlainToolTip(*m_main, problem);
    m_second->setText(m_asking ? tr("Keep exporting") : tr("Cancel"));
    m_second->setVisible(m_asking || (!working && !done));
}

void ExportDialog::setAsking(bool asking) {
    m_asking = asking;
    if (asking) {
        m_status->askToStop();
    } else {
        m_status->showStep(m_controller.phase());
    }
    m_main->setFocus();
    showButtons();
}

void ExportDialog::reject() {
    if (m_controller.state() == ExportState::Working) return setAsking(!m_asking);
    if (!m_controller.active()) QDialog::reject();
}

void ExportDialog::closeEvent(QCloseEvent* event) {
    if (!m_controller.active()) return QDialog::closeEvent(event);
    m_closeWhenStopped = true;
    m_controller.stop();
    event->ignore();
}

}  // namespace detox::ui
