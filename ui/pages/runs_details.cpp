// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs_details.h"

#include <QGridLayout>
#include <QStackedLayout>
#include <QVBoxLayout>

#include "core/api/run_store.h"
#include "ui/models/display_text.h"
#include "ui/models/run_table_model.h"
#include "ui/pages/run_pills.h"
#include "ui/plots/chart_card.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

constexpr std::size_t kFigures = 8;
constexpr int kChartHeight = 184;

QString change(double Measurement::*field, const RunSummary& run, int decimals) {
    const auto value = [&](const std::optional<Measurement>& measured) {
        return decimal(measured ? std::optional((*measured).*field) : std::nullopt, decimals);
    };
    if (!run.before && !run.after) return decimal(std::nullopt);
    return QStringLiteral("%1 → %2").arg(value(run.before), value(run.after));
}

QString elapsed(const RunSummary& run) {
    if (run.endedMillis <= run.startedMillis) return decimal(std::nullopt);
    return duration(static_cast<double>(run.endedMillis - run.startedMillis) / 1000);
}

}  // namespace

RunsDetails::RunsDetails(const RunStore& store, QWidget* parent)
    : Card({}, parent),
      m_store(store),
      m_stack(new QStackedLayout),
      m_name(new PlainLabel({}, Type::Title)),
      m_pill(new Pill({.text = runStateText(RunState::Finished)})),
      m_figures(new QGridLayout),
      m_message(new PlainLabel({}, Type::Small, Color::Error)) {
    auto* shown = new QWidget;
    m_column = new QVBoxLayout(shown);
    m_column->setContentsMargins(theme().px(14), theme().px(12), theme().px(14), theme().px(14));
    m_column->setSpacing(theme().px(8));
    auto* head = makeRow();
    m_name->setElide(Qt::ElideRight);
    head->addWidget(m_name, 1);
    head->addWidget(m_pill);
    m_column->addLayout(head);
    m_message->setWordWrap(true);
    m_column->addWidget(m_message);
    buildFigures();
    m_column->addStretch();
    buildButtons();
    auto* none = new EmptyState(QStringLiteral("runs"), tr("No run selected"),
                                tr("Choose a run to see its curve, figures and what can be done with it."));
    m_stack->addWidget(none);
    m_stack->addWidget(shown);
    body()->setContentsMargins(0, 0, 0, 0);
    body()->addLayout(m_stack);
}

void RunsDetails::buildFigures() {
    m_figures->setHorizontalSpacing(theme().px(8));
    m_figures->setVerticalSpacing(theme().px(6));
    for (std::size_t i = 0; i < kFigures; ++i) {
        m_names.push_back(new PlainLabel({}, Type::Small, Color::TextSecondary));
        m_values.push_back(new PlainLabel({}, Type::Number));
        m_values.back()->setAlignment(Qt::AlignRight);
        m_values.back()->setElide(Qt::ElideRight);
        m_figures->addWidget(m_names.back(), static_cast<int>(i), 0);
        m_figures->addWidget(m_values.back(), static_cast<int>(i), 1);
    }
    m_figures->setColumnStretch(1, 1);
    m_column->addLayout(m_figures);
}

void RunsDetails::buildButtons() {
    m_open = makeButton({.text = tr("Open"), .icon = QStringLiteral("expand")});
    m_compare = makeButton({.text = tr("Compare text"), .icon = QStringLiteral("compare")});
    m_resume = makeButton({.text = tr("Resume"), .icon = QStringLiteral("play")});
    m_export = makeButton({.text = tr("Export…"), .icon = QStringLiteral("export")});
    m_delete = makeButton({.text = tr("Delete…"), .icon = QStringLiteral("trash")});
    auto* grid = new QGridLayout;
    grid->setSpacing(theme().px(8));
    grid->addWidget(m_open, 0, 0);
    grid->addWidget(m_compare, 0, 1);
    grid->addWidget(m_resume, 1, 0);
    grid->addWidget(m_export, 1, 1);
    grid->addWidget(m_delete, 2, 0);
    m_column->addLayout(grid);
    connect(m_open, &QPushButton::clicked, this, &RunsDetails::openRequested);
    connect(m_compare, &QPushButton::clicked, this, &RunsDetails::compareRequested);
    connect(m_resume, &QPushButton::clicked, this, &RunsDetails::resumeRequested);
    connect(m_export, &QPushButton::clicked, this, &RunsDetails::exportRequested);
    connect(m_delete, &QPushButton::clicked, this, &RunsDetails::deleteRequested);
}

void RunsDetails::clear() {
    m_stack->setCurrentIndex(0);
}

void RunsDetails::setResumable(bool resumable, const QString& reason) {
    m_resume->setEnabled(resumable);
    setPlainToolTip(*m_resume, reason);
}

void RunsDetails::setExportable(const QString& problem) {
    m_export->setEnabled(problem.isEmpty());
    setPlainToolTip(*m_export, problem);
}

void RunsDetails::setFigure(std::size_t row, const QString& name, const QString& value) {
    m_names[row]->setText(name);
    m_values[row]->setText(value);
}

void RunsDetails::showRun(const RunSummary& run) {
    m_name->setText(plainLine(run.name));
    m_pill->setSpec(runPill(run.state));
    m_message->setText(plainLine(run.message));
    m_message->setVisible(!run.message.empty());
    setFigure(0, tr("Toxicity, judge"), change(&Measurement::meanToxicity, run, 2));
    setFigure(1, tr("Perplexity"), change(&Measurement::perplexity, run, 1));
    setFigure(2, tr("Length"), change(&Measurement::meanLength, run, 1));
    setFigure(3, tr("KL"), decimal(run.lastKl, 1));
    setFigure(4, tr("Reward"), decimal(run.lastReward));
    setFigure(5, tr("Time"), elapsed(run));
    setFigure(6, tr("Started"), dateTime(run.startedMillis));
    std::int64_t bytes = 0;
    const auto checkpoints = m_store.checkpoints(run.id);
    if (checkpoints) {
        for (const auto& checkpoint : *checkpoints) bytes += checkpoint.bytes;
    }
    const auto count = checkpoints ? checkpoints->size() : 0;
    setFigure(7, tr("Size"),
              count == 1 ? tr("%1, 1 checkpoint").arg(byteSize(bytes))
                         : tr("%1, %2 checkpoints").arg(byteSize(bytes)).arg(count));
    m_compare->setEnabled(count > 0);
    showChart(run);
    m_stack->setCurrentIndex(1);
}

void RunsDetails::showChart(const RunSummary& run) {
    delete std::exchange(m_chart, nullptr);
    const auto metrics = m_store.metrics(run.id);
    const auto probes = m_store.probes(run.id);
    if (!metrics || !probes) return;
    auto specs = runChartSpecs({});
    const auto toxicity =
        std::find_if(specs.begin(), specs.end(), [](const auto& spec) { return spec.key == "toxicity"; });
    m_chart = new ChartCard(std::move(*toxicity));
    m_chart->setFixedHeight(theme().px(kChartHeight));
    m_chart->setExtent(run.totalUpdates);
    m_chart->update(RunCurves::of(*metrics, *probes), {});
    ChartCard* chart = m_chart;
    connect(chart, &ChartCard::hovered, chart, [chart](double x, QPointF at) { chart->showCrosshair(x, at); });
    connect(chart, &ChartCard::pointerLeft, chart, &ChartCard::hideCrosshair);
    connect(chart, &ChartCard::fitRequested, chart, &ChartCard::fit);
    m_column->insertWidget(1, m_chart);
}

}  // namespace detox::ui
