// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QTimer>

#include "core/api/run_store.h"
#include "ui/models/eta_estimator.h"
#include "ui/plots/run_curves.h"
#include "ui/widgets/card.h"

class QProgressBar;
class QPushButton;

namespace detox::ui {

class ChartCard;
class Pill;
class TrainingController;

/// The run that trains, on Home: how far it is, reward and toxicity, open and pause. Hidden while nothing trains.
class RunningCard final : public Card {
    Q_OBJECT
public:
    /// Both outlive the card.
    RunningCard(TrainingController& controller, const RunStore& store, QWidget* parent = nullptr);

signals:
    void openRequested(qint64 run);

private:
    enum Figure { Update, TimeLeft, Speed, Alarm, FigureCount };

    void makeHead();
    [[nodiscard]] QWidget* makeFigures();
    [[nodiscard]] QLayout* makeButtons();
    void connectController();
    void begin();
    void load();
    void showState();
    void showCurves();
    void togglePause();

    TrainingController& m_controller;
    const RunStore& m_store;
    RunCurves m_curves;
    EtaEstimator m_eta;
    QTimer m_redraw;
    bool m_wasActive = false;

    Pill* m_pill = nullptr;
    QProgressBar* m_progress;
    std::array<ChartCard*, 2> m_charts{};
    std::array<PlainLabel*, FigureCount> m_figures{};
    QPushButton* m_open = nullptr;
    QPushButton* m_pause = nullptr;
};

}  // namespace detox::ui
