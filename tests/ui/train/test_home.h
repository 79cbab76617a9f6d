// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace detox {

/// Home with runs: the one that trains, and the curves of the others.
class TestHome : public QObject {
    Q_OBJECT
private slots:
    void init();
    void showsTheRunThatTrains();
    void readsSparklinesAfterTheTableIsShown();
    void readsARunAgainWhenItHasMoved();
};

}  // namespace detox
