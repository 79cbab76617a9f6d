// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/theme.h"

class QApplication;

namespace detox::ui {

/// Gives `application` the studio's style, theme, palette, fonts and keyboard focus ring. Call once, before the first
/// widget. The desktop's font is taken; where the desktop names none, Inter and JetBrains Mono if they are installed.
void installLook(QApplication& application, ThemeMode mode);

}  // namespace detox::ui
