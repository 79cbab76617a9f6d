// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

class QAction;
class QActionGroup;
class QMenu;
class QToolButton;

namespace detox::ui {

class MainWindow;

/// Fills the menu bar: the window's own actions and those of the pages. Every action has a shortcut.
class WindowMenus final {
public:
    explicit WindowMenus(MainWindow& window);

private:
    struct Item {
        QString text;
        QKeySequence shortcut;
        QString icon = {};
    };
    template <class Slot>
    QAction* add(QMenu& menu, const Item& item, Slot slot);
    void addFile();
    void addEdit();
    void addView();
    void addThemes(QMenu& menu);
    void addPageMenus();
    void addHelp();
    void addCorner();

    MainWindow& m_window;
};

}  // namespace detox::ui
