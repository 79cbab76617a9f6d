// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace detox {

/// The comparison from the prompt to the scored texts, with made-up models, driven by keys and clicks.
class TestCompare : public QObject {
    Q_OBJECT
private slots:
    void writesOnBothSidesAndScores();
    void hidesToxicTextAndShowsItOnB();
    void stopsAndKeepsWhatWasWritten();
    void oneSideFailsTheOtherWrites();
    void generateSaysWhyItIsDisabled();
    void samplesCanBeChosen();
    void aDifferenceThatReadsZeroIsNotBetter();
    void payloadsStayTextInBothPanes();
    void destroyingWhileWritingJoins();
    void stepsThroughTheCheckpointsOfARun();
    void showsACheckpointWrittenMeanwhile();
    void everyControlHasAName();
};

}  // namespace detox
