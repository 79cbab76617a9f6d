// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace detox {

class TestTrainer : public QObject {
    Q_OBJECT
private slots:
    void init();
    void wakesOnceForManyReports();
    void neverDropsEventsHoweverManyUpdatesCome();
    void trainsPausesResumesAndStops();
    void answersAButtonBeforeTheTrainerDoes();
    void stopsWhilePaused();
    void resumesFromTheNewestCheckpoint();
    void tellsWhyItFailed();
    void tellsWhyItCannotStart();
    void endsWithACheckpointWhenItIsDestroyed();
};

}  // namespace detox
