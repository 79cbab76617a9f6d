// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home_running.h"

#include <algorithm>

#include <QGridLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/api/metric_names.h"
#include "ui/bridge/training_controller.h"
#include "ui/models/display_text.h"
#include "ui/pages/run_pills.h"
#include "ui/plots/chart_card.h"
#include "ui/plots/plot_view.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

constexpr int kRedrawMillis = 100;
constexpr int kPlotHeight = 104;
constexpr int kFiguresWidth = 184;
constexpr std::array<const char*, 2> kCharts{"reward", "toxicity"};

ChartSpec specNamed(const char* key) {
    auto specs = runChartSpecs({});
    const auto found =
        std::find_if(specs.begin(), specs.end(), [&](const ChartSpec& spec) { return spec.key == QLatin1String(key); });
    return std::move(*found);
}

}  // namespace

RunningCard::RunningCard(TrainingController& controller, const RunStore& store, QWidget* parent)
    : Card({}, parent), m_controller(controller), m_store(store), m_progress(new QProgressBar) {
    makeHead();
    auto* row = makeRow(8);
    for (std::size_t i = 0; i < kCharts.size(); ++i) {
        m_charts[i] = new ChartCard(specNamed(kCharts[i]));
        m_charts[i]->setColors(Color::Surface, Color::Surface);
        m_charts[i]->plot().setFixedHeight(theme().px(kPlotHeight));
        row->addWidget(m_charts[i], 1);
    }
    row->addWidget(makeFigures());
    body()->addLayout(row);
    body()->addLayout(makeButtons());
    m_redraw.setSingleShot(true);
    m_redraw.setInterval(kRedrawMillis);
    connect(&m_redraw, &QTimer::timeout, this, &RunningCard::showCurves);
    connectController();
    showState();
}

void RunningCard::makeHead() {
    m_pill = new Pill({});
    head()->addWidget(m_pill);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(theme().px(3));
    m_progress->setAccessibleName(tr("Progress of the run"));
    auto* inset = makeRow(0);
    inset->setContentsMargins(theme().px(12), 0, theme().px(12), theme().px(4));
    inset->addWidget(m_progress);
    body()->addLayout(inset);
}

QWidget* RunningCard::makeFigures() {
    auto* figures = new QWidget;
    figures->setFixedWidth(theme().px(kFiguresWidth));
    auto* grid = new QGridLayout(figures);
    grid->setContentsMargins(0, theme().px(8), theme().px(12), 0);
    grid->setVerticalSpacing(theme().px(6));
    const QStringList names{tr("Update"), tr("Time left"), tr("Speed"), tr("Alarm")};
    for (int i = 0; i < FigureCount; ++i) {
        auto* value = new PlainLabel({}, Type::Number);
        value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        value->setElide(Qt::ElideRight);
        grid->addWidget(new PlainLabel(names[i], Type::Body, Color::TextSecondary), i, 0);
        grid->addWidget(value, i, 1);
        m_figures[static_cast<std::size_t>(i)] = value;
    }
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(FigureCount, 1);
    return figures;
}

QLayout* RunningCard::makeButtons() {
    m_open = makeButton({.text = tr("Open"), .icon = QStringLiteral("train"), .size = ButtonSize::Small});
    m_pause = makeButton({.text = tr("Pause"), .icon = QStringLiteral("pause"), .size = ButtonSize::Small});
    connect(m_open, &QPushButton::clicked, this, [this] { emit openRequested(m_controller.runId()); });
    connect(m_pause, &QPushButton::clicked, this, &RunningCard::togglePause);
    auto* row = makeRow(8);
    row->setContentsMargins(theme().px(12), theme().px(4), theme().px(12), theme().px(10));
    row->addWidget(m_open);
    row->addWidget(m_pause);
    row->addStretch(1);
    return row;
}

void RunningCard::connectController() {
    connect(&m_controller, &TrainingController::stateChanged, this, &RunningCard::showState);
    connect(&m_controller, &TrainingController::runStarted, this, &RunningCard::load);
    connect(&m_controller, &TrainingController::updateArrived, this, [this](const auto& report) {
        m_curves.add(*report);
        m_eta.add(report->seconds);
        const auto speed = report->metrics.find(metric::kTokensPerSecond);
        if (speed != report->metrics.end()) m_figures[Speed]->setText(tr("%1 tok/s").arg(decimal(speed->second, 0)));
        if (!m_redraw.isActive()) m_redraw.start();
    });
    connect(&m_controller, &TrainingController::probeArrived, this, [this](const auto& report) {
        m_curves.add(*report);
        if (!m_redraw.isActive()) m_redraw.start();
    });
    connect(&m_controller, &TrainingController::eventArrived, this, [this](const TrainingEvent& event) {
        if (event.kind != EventKind::Alarm) return;
        m_figures[Alarm]->setText(tr("update %1").arg(event.update));
        m_figures[Alarm]->setColor(Color::Warning);
        m_figures[Alarm]->setFullText(plainLine(event.text));
    });
}

/// Another run has begun; it has no row in the store yet.
void RunningCard::begin() {
    m_curves = {};
    m_eta.reset();
    setTitle(tr("New run"));
    m_figures[Speed]->setText(decimal(std::nullopt));
    m_figures[Alarm]->setText(tr("none"));
    m_figures[Alarm]->setColor(Color::Text);
    m_figures[Alarm]->setFullText({});
    for (ChartCard* chart : m_charts) chart->setExtent(m_controller.totalUpdates());
    showCurves();
}

void RunningCard::load() {
    const std::int64_t id = m_controller.runId();
    if (const auto run = m_store.run(id); run.ok()) setTitle(plainLine(run->summary.name));
    const auto metrics = m_store.metrics(id);
    const auto probes = m_store.probes(id);
    if (metrics && probes) m_curves = RunCurves::of(*metrics, *probes);
    showState();
    showCurves();
}

void RunningCard::showState() {
    const bool active = m_controller.active();
    if (active && !std::exchange(m_wasActive, active)) begin();
    m_wasActive = active;
    setVisible(active);
    if (!active) return;
    const TrainerState state = m_controller.state();
    m_pill->setSpec(trainerPill(state));
    m_open->setEnabled(m_controller.runId() > 0);
    const bool paused = state == TrainerState::Paused || state == TrainerState::Pausing;
    restyleButton(*m_pause, {.text = paused ? tr("Resume") : tr("Pause"),
                             .icon = paused ? QStringLiteral("play") : QStringLiteral("pause"),
                             .size = ButtonSize::Small});
    m_pause->setEnabled(state != TrainerState::Stopping);
}

void RunningCard::showCurves() {
    const int done = m_controller.update();
    const int total = m_controller.totalUpdates();
    m_progress->setRange(0, std::max(1, total));
    m_progress->setValue(done);
    m_figures[Update]->setText(QStringLiteral("%1 / %2").arg(done).arg(total));
    const auto left = m_eta.secondsLeft(total - done);
    m_figures[TimeLeft]->setText(left ? duration(*left) : decimal(std::nullopt));
    for (ChartCard* chart : m_charts) chart->update(m_curves, {});
}

void RunningCard::togglePause() {
    const TrainerState state = m_controller.state();
    if (state == TrainerState::Paused || state == TrainerState::Pausing) return m_controller.resume();
    m_controller.pause();
}

}  // namespace detox::ui
