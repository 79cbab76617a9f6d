// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace detox {

/// Model output on the screen: plain, bounded, hidden where it should be.
class TestTextView : public QObject {
    Q_OBJECT
private slots:
    void payloadsStayText_data();
    void payloadsStayText();
    void longTextIsCutAndBroken();
    void copyGivesTheTextWithoutInsertedBreaks();
    void toxicTextIsHiddenAndShown();
    void spaceShowsOnlyWhileHeld();
    void unscoredTextIsHiddenUntilScored();
    void linesAreSpacedAndHitTestingAgrees();
    void linesKeepTheirMeasureInAWidePane();
    void streamedTextEqualsTextSetAtOnce();
};

}  // namespace detox
