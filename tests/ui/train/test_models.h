// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace detox {

class TestModels : public QObject {
    Q_OBJECT
private slots:
    void init();
    void everyModelKeepsItsPromises();
    void samplesComeNewestFirstAndStopAtTheCapacity();
    void promptsAreHiddenWhateverTheResponseScored();
    void hostileTextStaysOneLineOfText();
    void recommendsTheLeastToxicThatKeepsLengthAndPerplexity();
    void searchesByWordFieldAndFigure_data();
    void searchesByWordFieldAndFigure();
    void asksForANewNameInsteadOfTakingIt();
    void saysTheDayShortly();
    void estimatesTheTimeLeft();
};

}  // namespace detox
