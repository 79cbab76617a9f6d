// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train_page.h"

#include <QAction>
#include <QKeyEvent>
#include <QProgressBar>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/bridge/run_folders.h"
#include "ui/models/display_text.h"
#include "ui/pages/train_form.h"
#include "ui/pages/train_live.h"
#include "ui/pages/train_prompt_card.h"
#include "ui/pages/train_setup.h"
#include "ui/pages/train_tables.h"
#include "ui/plots/chart_board.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {

TrainPage::TrainPage(const TrainParts& parts, QWidget* parent)
    : Page(tr("Train"), parent),
      m_parts(parts),
      m_controller(parts.controller),
      m_stack(new QStackedWidget),
      m_setup(new TrainSetup(parts.presetFolder, parts.previewer)),
      m_live(new TrainLive(parts.dataFolder)),
      m_progress(new QProgressBar) {
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(theme().px(3));
    m_progress->setAccessibleName(tr("Progress of the run"));
    static_cast<QVBoxLayout*>(layout())->insertWidget(1, m_progress);
    m_stack->addWidget(m_setup);
    m_stack->addWidget(m_live);
    content().addWidget(m_stack, 1);
    buildActions();
    buildHeader();
    connectController();
    connect(&m_setup->draft(), &ConfigDraft::edited, this, &TrainPage::refresh);
    connect(m_live, &TrainLive::compareRequested, this, &TrainPage::requestCompare);
    connect(m_live, &TrainLive::exportRequested, this,
            [this](int update) { emit exportRequested(shownRun(), update); });
    connect(&m_live->tables(), &TrainTables::blurChanged, &m_setup->prompts(), &TrainPromptCard::setBlurred);
    if (!m_setup->problems().empty())
        banner().present(Severity::Warning, tr("A preset cannot be used"), plainLine(m_setup->problems().front()));
    refresh();
}

void TrainPage::buildActions() {
    const auto action = [this](const QString& text, const QKeySequence& keys, auto&& slot) {
        auto* made = new QAction(text, this);
        made->setShortcut(keys);
        connect(made, &QAction::triggered, this, slot);
        return made;
    };
    m_startAction = action(tr("Start training"), QKeySequence(tr("Ctrl+Return")), &TrainPage::start);
    m_pauseAction = action(tr("Pause or resume"), QKeySequence(tr("Ctrl+P")), &TrainPage::togglePause);
    m_checkpointAction =
        action(tr("Checkpoint now"), QKeySequence(tr("Ctrl+S")), [this] { m_controller.checkpointNow(); });
    m_stopAction = action(tr("Stop training"), QKeySequence(tr("Ctrl+.")), [this] { m_controller.stop(); });
    m_newAction = action(tr("New run"), QKeySequence(tr("Ctrl+N")), [this] {
        emit pageRequested(PageId::Train);
        newRun();
    });
    m_searchAction =
        action(tr("Search settings"), QKeySequence(tr("Ctrl+F")), [this] { m_setup->form().focusSearch(); });
    m_blurAction = action(tr("Blur toxic text"), QKeySequence(tr("B")),
                          [this] { m_live->tables().setBlurred(!m_live->tables().blurred()); });
}

QList<QAction*> TrainPage::menuActions() const {
    return {m_newAction,  m_startAction, nullptr,        m_pauseAction, m_checkpointAction,
            m_stopAction, nullptr,       m_searchAction, m_blurAction};
}

QString TrainPage::helpText() const {
    return tr(
        "Choose a preset, change what you like and start. While it trains, the charts show reward, toxicity, KL to "
        "the original and response length over the updates: drag to zoom, Shift-drag to pan, Ctrl and the wheel to "
        "zoom in x, double-click to fit. Pause keeps everything in memory; Stop writes a checkpoint from which the "
        "run can go on.");
}

void TrainPage::setInFront(bool inFront) {
    Page::setInFront(inFront);
    refreshActions();
}

void TrainPage::buildHeader() {
    m_counter = new PlainLabel({}, Type::Body, Color::TextSecondary);
    m_attention = makeButton({.text = {}, .kind = ButtonKind::Quiet});
    m_newButton = makeButton({.text = tr("New run"), .icon = QStringLiteral("plus")});
    m_pauseButton = makeButton({.text = tr("Pause"), .icon = QStringLiteral("pause"), .hint = tr("Space")});
    m_checkpointButton =
        makeButton({.text = tr("Checkpoint now"), .icon = QStringLiteral("checkpoint"), .hint = tr("Ctrl+S")});
    m_stopButton = makeButton({.text = tr("Stop"), .icon = QStringLiteral("stop")});
    m_startButton = makeButton({.text = tr("Start training"),
                                .icon = QStringLiteral("play"),
                                .kind = ButtonKind::Primary,
                                .hint = tr("Ctrl+⏎")});
    for (QWidget* widget : std::initializer_list<QWidget*>{m_counter, m_attention, m_newButton, m_pauseButton,
                                                           m_checkpointButton, m_stopButton, m_startButton})
        header().addAction(widget);
    connect(m_startButton, &QPushButton::clicked, this, &TrainPage::start);
    connect(m_pauseButton, &QPushButton::clicked, this, &TrainPage::togglePause);
    connect(m_checkpointButton, &QPushButton::clicked, &m_controller, &TrainingController::checkpointNow);
    connect(m_stopButton, &QPushButton::clicked, &m_controller, &TrainingController::stop);
    connect(m_newButton, &QPushButton::clicked, this, &TrainPage::newRun);
    connect(m_attention, &QPushButton::clicked, this, [this] {
        const auto problems = m_setup->draft().problems();
        if (!problems.empty()) m_setup->form().goTo(problems.front());
    });
}

void TrainPage::connectController() {
    connect(&m_controller, &TrainingController::stateChanged, this, [this] {
        if (m_view == View::Training && !m_controller.active()) showEnd();
        refresh();
        emit runsChanged();
    });
    connect(&m_controller, &TrainingController::runStarted, this, [this] {
        if (const auto run = m_parts.store.run(m_controller.runId()); run.ok())
            m_runName = plainLine(run->summary.name);
        if (m_view == View::Training && m_controller.update() == 0 && m_recorded == m_controller.runId())
            (void)m_live->load(m_parts.store, m_recorded);
        refresh();
        emit runsChanged();
    });
    connect(&m_controller, &TrainingController::phaseChanged, this, [this](const TrainingEvent& phase) {
        m_phase = phase;
        showProgress();
    });
    connect(&m_controller, &TrainingController::updateArrived, this, [this](const auto& report) {
        m_eta.add(report->seconds);
        if (m_view == View::Training) m_live->add(*report);
        showProgress();
    });
    connect(&m_controller, &TrainingController::probeArrived, this, [this](const auto& report) {
        if (m_view == View::Training) m_live->add(*report);
    });
    connect(&m_controller, &TrainingController::eventArrived, this, [this](const TrainingEvent& event) {
        if (m_view != View::Training) return;
        m_live->add(event);
        if (event.kind == EventKind::Alarm) showAlarm(event);
        if (event.kind == EventKind::Checkpoint) m_live->refreshCheckpoints(m_parts.store, m_controller.runId());
    });
}

void TrainPage::start() {
    if (!startProblem().isEmpty()) return;
    const ConfigDraft& draft = m_setup->draft();
    m_eta.reset();
    m_phase = {};
    m_runName.clear();
    m_recorded = 0;
    banner().hide();
    m_live->begin(draft.config());
    setView(View::Training);
    m_controller.start(draft.config(), QString::fromStdString(draft.preset().id));
}

void TrainPage::startPreset(const QString& id) {
    if (m_controller.active()) return setView(View::Training);
    if (!m_setup->choosePreset(id)) {
        setView(View::Setup);
        return banner().present(Severity::Error, tr("There is no preset named “%1”").arg(plainLine(id.toStdString())),
                                tr("Choose another one below."));
    }
    setView(View::Setup);
    start();
}

void TrainPage::showRun(std::int64_t id) {
    if (m_controller.active() && id == m_controller.runId()) {
        (void)m_live->load(m_parts.store, id);
        return setView(View::Training);
    }
    m_recorded = id;
    banner().hide();
    const auto loaded = m_live->load(m_parts.store, id);
    setView(View::Recorded);
    if (!loaded) banner().present(Severity::Error, tr("This run cannot be shown"), plainLine(loaded.error().message()));
}

void TrainPage::resumeRun(std::int64_t id) {
    if (m_controller.active()) return;
    m_eta.reset();
    m_phase = {};
    m_recorded = id;
    banner().hide();
    (void)m_live->load(m_parts.store, id);
    setView(View::Training);
    m_controller.resumeRun(id);
}

void TrainPage::newRun() {
    banner().hide();
    setView(View::Setup);
}

void TrainPage::togglePause() {
    switch (m_controller.state()) {
        case TrainerState::Paused:
        case TrainerState::Pausing:
            return m_controller.resume();
        default:
            return m_controller.pause();
    }
}

void TrainPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Space || m_view != View::Training) return Page::keyPressEvent(event);
    togglePause();
}

std::int64_t TrainPage::shownRun() const {
    return m_view == View::Recorded ? m_recorded : m_controller.runId();
}

void TrainPage::requestCompare(int update) {
    const std::int64_t id = shownRun();
    const auto run = m_parts.store.run(id);
    if (!run || update < 0) return;
    const std::string& model = run->config.models.model;
    const QString left = QString::fromStdString(model.starts_with("run:") ? model : resolveShipped(model).string());
    emit compareRequested(left, QStringLiteral("run:%1@%2").arg(id).arg(update));
}

}  // namespace detox::ui
