// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QTimer>
#include <QWidget>

class QHBoxLayout;
class QPushButton;

namespace detox::ui {

class IconView;
class PlainLabel;

/// The run the status bar speaks of; every text ready to show.
struct RunStatus {
    QString name;
    QString progress;  ///< "412 / 600"
    QString timeLeft;  ///< "12 min left"
    QString speed;     ///< "9,840 tokens/s"
};

/// Left the active run (clicking it goes there) or "Ready", right the machine. Same place on every page.
class StatusLine final : public QWidget {
    Q_OBJECT
public:
    explicit StatusLine(QWidget* parent = nullptr);

    void setRun(const std::optional<RunStatus>& run);
    /// `processor`: "8 cores"; `graphics` empty: no such entry.
    void setMachine(const QString& processor, const QString& graphics);
    /// Shows the free space of the volume `folder` is on, now and every half minute.
    void watchDisk(const QString& folder);

signals:
    void runClicked();

private:
    void showDisk();

    QPushButton* m_run;
    PlainLabel* m_progress;
    PlainLabel* m_timeLeft;
    PlainLabel* m_speed;
    PlainLabel* m_processor;
    IconView* m_graphicsIcon;
    PlainLabel* m_graphics;
    PlainLabel* m_disk;
    QString m_folder;
    QTimer m_diskTimer;
};

}  // namespace detox::ui
