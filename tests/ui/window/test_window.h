// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace detox {

/// The window: pages, keyboard, menus, the engine's arrival.
class TestWindow : public QObject {
    Q_OBJECT
private slots:
    void shortcutsReachEveryPage();
    void arrowsMoveAlongTheRail();
    void everyMenuActionHasAShortcut();
    void windowStandsBeforeTheEngine();
    void threadsOfTheEngineYieldToTheWindow();
    void engineFailureIsSaidOnHome();
    void slowMatrixLibraryIsSaidOnHome();
    void unreadableRunsLeaveTheWindowUsable();
    void themeIsRememberedAndGeometryToo();
    void longTextWrapsBeforeItIsCut();
    void namesTheMatrixLibraryShortly_data();
    void namesTheMatrixLibraryShortly();
    void homeKeepsItsColumnsInTheMiddle();
    void fitsIntoTheScreen_data();
    void fitsIntoTheScreen();
    void opensWithinTheScreen();
    void everyControlOfEveryPageHasAName();
};

}  // namespace detox
