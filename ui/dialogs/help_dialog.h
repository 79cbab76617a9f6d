// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace detox::ui {

class MainWindow;
class Page;

/// What the page is for, with its shortcuts.
void showPageHelp(MainWindow& window, const Page& page);
/// Every action of the menu bar that has a shortcut.
void showShortcuts(MainWindow& window);
/// Version, licence and what the program stands on.
void showAbout(MainWindow& window);

}  // namespace detox::ui
