// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace detox {

class TestCharts : public QObject {
    Q_OBJECT
private slots:
    void init();
    void smoothsByTensorBoardsFormula();
    void leavesConstantSeriesAlone();
    void chartsFillTheirRows();
    void writesTicksSoThatTheyFit_data();
    void writesTicksSoThatTheyFit();
    void everyTickLabelStandsInTheMargin();
    void aFlatCurveGetsARangeThatItsFiguresCanTell();
    void thinningKeepsEverySpike();
    void keepsTheZoomWhileDataArrives();
    void zoomsByRubberBandAndFitsByDoubleClick();
    void plainWheelScrollsThePage();
    void logScaleShowsGapsWhereThereIsNoLogarithm();
    void crosshairAndToolTipFollowThePointer();
    void resumedRunsReplaceWhatTheyMakeAgain();
    void themeChangesAtRunTime();
    void saysInWordsWhatACurveShows();
    void drawsARunAsPictures();
};

}  // namespace detox
