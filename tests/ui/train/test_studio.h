// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace detox {

/// The whole window while a run trains, driven by the window system's keys and clicks.
class TestStudio : public QObject {
    Q_OBJECT
private slots:
    void init();
    void oneClickComparesAfterStop();
    void namesTheRunInTheStatusBarFromTheStart();
    void exportsTheSelectedRunByItsShortcut();
    void exportsTheChosenCheckpointFromTrain();
};

}  // namespace detox
