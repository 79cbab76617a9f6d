// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train_live.h"

#include <limits>

#include <QDateTime>
#include <QHBoxLayout>
#include <QSplitter>
#include <QVBoxLayout>

#include "core/api/metric_names.h"
#include "ui/pages/train_checkpoint_card.h"
#include "ui/pages/train_machine_card.h"
#include "ui/pages/train_tables.h"
#include "ui/plots/chart_board.h"
#include "ui/plots/chart_toolbar.h"

namespace detox::ui {
namespace {

constexpr int kNarrow = 1240;  ///< page width below which the inspector's cards become tabs: a window of 1360
constexpr int kShownSamples = 500;

RunMarks marksOf(const std::vector<CheckpointInfo>& checkpoints, const std::vector<JournalEntry>& journal) {
    RunMarks marks;
    for (const auto& checkpoint : checkpoints) marks.checkpoints.push_back(checkpoint.update);
    for (const auto& entry : journal) {
        if (entry.kind == EventKind::Alarm) marks.alarms.push_back(entry.update);
    }
    return marks;
}

/// What the model wrote before training, as samples of update 0: something to read until there is an update. They have
/// the judge's toxicity, and neither reward nor KL.
std::vector<RolloutSample> originalResponses(const ProbeReport& probe) {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    std::vector<RolloutSample> samples;
    for (const MeasuredSample& sample : probe.samples) {
        samples.push_back({.update = 0,
                           .index = sample.index,
                           .prompt = sample.prompt,
                           .response = sample.response,
                           .score = kNone,
                           .toxicity = sample.toxicity,
                           .kl = kNone,
                           .responseTokens = sample.responseTokens});
    }
    return samples;
}

}  // namespace

TrainLive::TrainLive(const std::filesystem::path& dataFolder, QWidget* parent)
    : QWidget(parent),
      m_board(new ChartBoard),
      m_tables(new TrainTables),
      m_split(new QSplitter(Qt::Vertical)),
      m_inspector(new QWidget),
      m_checkpoints(new TrainCheckpointCard),
      m_machine(new TrainMachineCard(dataFolder)) {
    auto* toolbar = new ChartToolbar;
    m_board->setOptions(toolbar->options());
    m_split->addWidget(m_board);
    m_split->addWidget(m_tables);
    m_split->setChildrenCollapsible(false);
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 2);
    m_split->setSizes({620, 380});  // shares: two rows of charts over some samples
    auto* left = makeColumn();
    left->addWidget(toolbar);
    left->addWidget(m_split, 1);
    m_inspector->setFixedWidth(theme().size(Size::Inspector));
    m_inspectorColumn = new QVBoxLayout(m_inspector);
    m_inspectorColumn->setContentsMargins(0, 0, 0, 0);
    m_inspectorColumn->setSpacing(theme().px(8));
    m_inspectorColumn->addWidget(m_checkpoints, 1);
    m_inspectorColumn->addWidget(m_machine);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme().px(8));
    row->addLayout(left, 1);
    row->addWidget(m_inspector);
    connect(toolbar, &ChartToolbar::optionsChanged, m_board, &ChartBoard::setOptions);
    connect(m_checkpoints, &TrainCheckpointCard::compareRequested, this, &TrainLive::compareRequested);
    connect(m_checkpoints, &TrainCheckpointCard::exportRequested, this, &TrainLive::exportRequested);
}

void TrainLive::begin(const RunConfig& config) {
    m_probes.clear();
    m_board->start(config);
    m_tables->samples().reset({});
    m_tables->journal().reset({});
    m_checkpoints->setCheckpoints({}, {});
    m_machine->setSpeed(0);
}

Result<void> TrainLive::load(const RunStore& store, std::int64_t id) {
    begin({});
    auto run = store.run(id);
    if (!run) return run.error();
    auto metrics = store.metrics(id);
    if (!metrics) return metrics.error();
    auto probes = store.probes(id);
    if (!probes) return probes.error();
    auto samples = store.samples(id, kShownSamples);
    if (!samples) return samples.error();
    auto checkpoints = store.checkpoints(id);
    if (!checkpoints) return checkpoints.error();
    auto journal = store.journal(id);
    if (!journal) return journal.error();
    m_probes = std::move(*probes);
    m_board->start(run->config);
    m_board->setCurves(RunCurves::of(*metrics, m_probes));
    m_board->setMarks(marksOf(*checkpoints, *journal));
    if (samples->empty() && !m_probes.empty() && m_probes.front().update == 0)
        *samples = originalResponses(m_probes.front());
    m_tables->samples().reset(std::move(*samples));
    m_tables->journal().reset(std::move(*journal));
    m_checkpoints->setCheckpoints(*checkpoints, m_probes);
    return {};
}

void TrainLive::refreshCheckpoints(const RunStore& store, std::int64_t id) {
    if (const auto checkpoints = store.checkpoints(id); checkpoints.ok())
        m_checkpoints->setCheckpoints(*checkpoints, m_probes);
}

void TrainLive::add(const UpdateReport& report) {
    m_board->add(report);
    m_tables->samples().prepend(report.samples);
    const auto speed = report.metrics.find(metric::kTokensPerSecond);
    if (speed != report.metrics.end()) m_machine->setSpeed(speed->second);
}

void TrainLive::add(const ProbeReport& report) {
    m_board->add(report);
    m_probes.push_back(report);
    if (report.update == 0) m_tables->samples().prepend(originalResponses(report));
}

void TrainLive::add(const TrainingEvent& event) {
    if (event.kind == EventKind::Alarm) m_board->addAlarm(event.update);
    if (event.kind == EventKind::Checkpoint) m_board->addCheckpoint(event.update);
    if (!belongsInJournal(event.kind)) return;
    m_tables->journal().add({.unixMillis = QDateTime::currentMSecsSinceEpoch(),
                             .update = event.update,
                             .kind = event.kind,
                             .text = event.text,
                             .remedy = event.remedy});
}

void TrainLive::setWaitingMessage(const QString& message) {
    m_board->setWaitingMessage(message);
}

void TrainLive::arrange() {
    const bool narrow = width() < std::max(kNarrow, theme().px(kNarrow));
    if (narrow == m_narrow) return;
    m_narrow = narrow;
    m_inspector->setVisible(!narrow);
    if (narrow) {
        m_tables->addTab(tr("Checkpoints"), m_checkpoints);
    } else {
        m_tables->removeTab(m_checkpoints);
        m_inspectorColumn->insertWidget(0, m_checkpoints, 1);
        m_checkpoints->show();
    }
}

void TrainLive::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

}  // namespace detox::ui
