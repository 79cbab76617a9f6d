// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace detox {

class TestExportDialog : public QObject {
    Q_OBJECT
private slots:
    void init();
    void proposesTheNewestCheckpointInANewFolder();
    void followsTheCheckpointUntilTheFolderIsTheUsers();
    void refusesATargetThatExistsInPlace();
    void refusesANumberOutOfRangeInPlace();
    void exportsAndSaysWhatItDid();
    void failureLeavesTheDialogUsable();
    void stopLeavesTheDialogUsable();
    void escapeAsksBeforeItStops();
    void closingWhileItWorksStopsIt();
    void closingKeepsAnEndThatIsNotAStop();
    void destroyingItWhileItWorksStopsIt();
    void aRunWithoutCheckpointsIsSaidInPlace();
    void hostileNamesStayText();
    void everyControlHasAName();
};

}  // namespace detox
