// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/chart_board.h"

#include <algorithm>

#include <QGridLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/plots/plot_view.h"
#include "ui/style/theme.h"

namespace detox::ui {
namespace {

constexpr int kWideFrom = 1420;  ///< a board this wide takes four columns

/// The fewest columns that need no more rows than `most` columns do: six charts stand three by three, not four and two.
int balanced(int count, int most) {
    const int rows = std::max(1, (count + most - 1) / most);
    return std::max(1, (count + rows - 1) / rows);
}

}  // namespace

ChartBoard::ChartBoard(QWidget* parent)
    : QWidget(parent), m_scroll(new QScrollArea), m_sheet(new QWidget), m_grid(new QGridLayout(m_sheet)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_scroll);
    m_scroll->setAccessibleName(tr("Charts"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(m_sheet);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_sheet->setAutoFillBackground(false);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(theme().px(8));
    m_timer.setSingleShot(true);
    m_timer.setInterval(1000 / kMaxHertz);
    connect(&m_timer, &QTimer::timeout, this, &ChartBoard::flush);
}

void ChartBoard::start(const RunConfig& config) {
    for (ChartCard* card : m_cards) delete card;
    m_cards.clear();
    m_arranged.clear();
    m_curves = {};
    m_marks = {};
    for (auto& spec : runChartSpecs(config)) {
        auto* card = new ChartCard(std::move(spec), m_sheet);
        card->hide();
        card->setExtent(config.ppo.updates);
        connectCard(card);
        m_cards.push_back(card);
    }
    flush();
}

void ChartBoard::connectCard(ChartCard* card) {
    connect(card, &ChartCard::hovered, this, [this, card](double x, QPointF pointer) {
        for (ChartCard* other : m_cards) other->showCrosshair(x, other == card ? std::optional(pointer) : std::nullopt);
    });
    connect(card, &ChartCard::pointerLeft, this, [this] {
        for (ChartCard* other : m_cards) other->hideCrosshair();
    });
    connect(card, &ChartCard::xRangeChosen, this, [this, card](double lower, double upper) {
        for (ChartCard* other : m_cards) {
            if (other != card) other->setXRange(lower, upper);
        }
    });
    connect(card, &ChartCard::fitRequested, this, [this] {
        for (ChartCard* other : m_cards) other->fit();
    });
}

void ChartBoard::setCurves(RunCurves curves) {
    m_curves = std::move(curves);
    flush();
}

void ChartBoard::add(const UpdateReport& report) {
    m_curves.add(report);
    changed();
}

void ChartBoard::add(const ProbeReport& report) {
    m_curves.add(report);
    changed();
}

void ChartBoard::setMarks(RunMarks marks) {
    m_marks = std::move(marks);
    for (ChartCard* card : m_cards) card->setMarks(m_marks);
}

void ChartBoard::addAlarm(int update) {
    RunMarks marks = m_marks;
    marks.alarms.push_back(update);
    setMarks(std::move(marks));
}

void ChartBoard::addCheckpoint(int update) {
    RunMarks marks = m_marks;
    marks.checkpoints.push_back(update);
    setMarks(std::move(marks));
}

void ChartBoard::setOptions(const ChartOptions& options) {
    if (m_options == options) return;
    m_options = options;
    changed();
}

void ChartBoard::setWaitingMessage(const QString& message) {
    m_waiting = message;
    for (ChartCard* card : m_cards) card->setMessage(m_curves.empty() ? m_waiting : QString());
}

void ChartBoard::changed() {
    if (!m_timer.isActive()) m_timer.start();
}

void ChartBoard::flush() {
    m_timer.stop();
    for (ChartCard* card : m_cards) {
        card->update(m_curves, m_options);
        card->setMessage(m_curves.empty() ? m_waiting : QString());
    }
    arrange();
}

void ChartBoard::arrange() {
    const int across = width() / std::max(1, theme().size(Size::ChartMinWidth) + m_grid->spacing());
    const int most = std::clamp(across, 1, width() >= theme().px(kWideFrom) ? 4 : 3);
    std::vector<ChartCard*> wanted;
    std::copy_if(m_cards.begin(), m_cards.end(), std::back_inserter(wanted), [](auto* card) { return card->wanted(); });
    const int columns = balanced(static_cast<int>(wanted.size()), most);
    if (columns == m_columns && wanted == m_arranged) return;
    for (ChartCard* card : m_cards) {
        m_grid->removeWidget(card);
        card->setVisible(std::find(wanted.begin(), wanted.end(), card) != wanted.end());
    }
    for (std::size_t i = 0; i < wanted.size(); ++i)
        m_grid->addWidget(wanted[i], static_cast<int>(i) / columns, static_cast<int>(i) % columns);
    for (int column = 0; column < 4; ++column) m_grid->setColumnStretch(column, column < columns ? 1 : 0);
    m_columns = columns;
    m_arranged = std::move(wanted);
}

void ChartBoard::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

}  // namespace detox::ui
