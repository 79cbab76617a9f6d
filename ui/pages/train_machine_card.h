// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include <QTimer>

#include "ui/bridge/machine_meter.h"
#include "ui/widgets/card.h"

class QGridLayout;

namespace detox::ui {

class MeterBar;
class PlainLabel;

/// What training takes of this computer, once a second while visible.
class TrainMachineCard final : public Card {
    Q_OBJECT
public:
    explicit TrainMachineCard(const std::filesystem::path& folder, QWidget* parent = nullptr);
    void setSpeed(double tokensPerSecond);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void read();
    void addRow(QGridLayout& grid, const QString& name, MeterBar* bar, PlainLabel* value);

    MachineMeter m_meter;
    QTimer m_timer;
    PlainLabel* m_speed;
    MeterBar* m_processor;
    MeterBar* m_memory;
    PlainLabel* m_processorText;
    PlainLabel* m_memoryText;
    PlainLabel* m_diskText;
};

}  // namespace detox::ui
