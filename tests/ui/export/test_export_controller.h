// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace detox {

class TestExportController : public QObject {
    Q_OBJECT
private slots:
    void init();
    void wakesOnceForManySteps();
    void tellsTheEngineWhereTheModelComesFrom();
    void aCheckpointThatIsGoneIsAFailure();
    void stopReachesTheEngineAtOnce();
    void destroyingItStopsAndJoins();
};

}  // namespace detox
