// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace detox {

/// Tokens, theme and icons.
class TestLook : public QObject {
    Q_OBJECT
private slots:
    void cleanup();
    void everyColourIsReadFromTheTokens();
    void rampsInterpolateAndClamp();
    void textOnAnyToxicityIsReadable();
    void switchingThemesChangesPaletteAndIcons();
    void everyIconOfTheResourcesDraws();
    void labelsNeverInterpretText();
    void settingsSurviveAndGarbageIsSetAside();
};

}  // namespace detox
