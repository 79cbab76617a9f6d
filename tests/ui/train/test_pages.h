// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace detox {

class TestPages : public QObject {
    Q_OBJECT
private slots:
    void init();
    void trainsFromTheFormToCompare();
    void startIsDisabledWithTheReason();
    void aFailedRunSaysSoInPlace();
    void showsARecordedRunWithHostileText();
    void runsPageOffersToResumeWhatWasInterrupted();
    void runsPageRenamesAndDeletes();
    void runsPageExportsOnlyWhatHasACheckpoint();
    void missingFilesAreNamedAsTheyWereWritten();
    void runsPageTakesDetailsIntoADrawer();
    void runsPageIsEmptyInWords();
    void showsWhatTheModelWroteBeforeTraining();
};

}  // namespace detox
