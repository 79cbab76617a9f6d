// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window_menus.h"

#include <QActionGroup>
#include <QApplication>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QToolButton>

#include "ui/dialogs/help_dialog.h"
#include "ui/main_window.h"
#include "ui/style/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/jump_field.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("WindowMenus", text);
}

/// Edit actions act on whatever text has the focus, by the slot every text widget of Qt has under that name.
void callFocusWidget(const char* slot) {
    QWidget* focus = QApplication::focusWidget();
    if (focus != nullptr && focus->metaObject()->indexOfSlot(QByteArray(slot) + "()") >= 0) {
        QMetaObject::invokeMethod(focus, slot, Qt::DirectConnection);
    }
}

}  // namespace

WindowMenus::WindowMenus(MainWindow& window) : m_window(window) {
    m_window.menuBar()->setFixedHeight(theme().size(Size::MenuBar));
    addFile();
    addEdit();
    addView();
    addPageMenus();
    addHelp();
    addCorner();
}

template <class Slot>
QAction* WindowMenus::add(QMenu& menu, const Item& item, Slot slot) {
    QAction* action = menu.addAction(item.text);
    action->setShortcut(item.shortcut);
    if (!item.icon.isEmpty()) action->setIcon(theme().icon(item.icon, Color::TextSecondary));
    QObject::connect(action, &QAction::triggered, &m_window, slot);
    return action;
}

void WindowMenus::addFile() {
    QMenu& menu = *m_window.menuBar()->addMenu(tr("&File"));
    add(menu, {tr("Open model folder…"), QKeySequence(Qt::CTRL | Qt::Key_O), QStringLiteral("folder")},
        [this] { m_window.chooseModelFolder(); });
    menu.addSeparator();
    add(menu, {tr("Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q)}, [this] { m_window.close(); });
}

void WindowMenus::addEdit() {
    QMenu& menu = *m_window.menuBar()->addMenu(tr("&Edit"));
    static constexpr std::tuple<const char*, QKeySequence::StandardKey, const char*> kItems[] = {
        {QT_TRANSLATE_NOOP("WindowMenus", "Undo"), QKeySequence::Undo, "undo"},
        {QT_TRANSLATE_NOOP("WindowMenus", "Redo"), QKeySequence::Redo, "redo"},
        {QT_TRANSLATE_NOOP("WindowMenus", "Cut"), QKeySequence::Cut, "cut"},
        {QT_TRANSLATE_NOOP("WindowMenus", "Copy"), QKeySequence::Copy, "copy"},
        {QT_TRANSLATE_NOOP("WindowMenus", "Paste"), QKeySequence::Paste, "paste"},
        {QT_TRANSLATE_NOOP("WindowMenus", "Select all"), QKeySequence::SelectAll, "selectAll"},
    };
    for (const auto& [text, shortcut, slot] : kItems) {
        add(menu, {tr(text), QKeySequence(shortcut)}, [slot = slot] { callFocusWidget(slot); });
    }
}

void WindowMenus::addView() {
    QMenu& menu = *m_window.menuBar()->addMenu(tr("&View"));
    static constexpr std::pair<const char*, const char*> kPages[] = {
        {QT_TRANSLATE_NOOP("WindowMenus", "Home"), "home"},
        {QT_TRANSLATE_NOOP("WindowMenus", "Train"), "train"},
        {QT_TRANSLATE_NOOP("WindowMenus", "Compare"), "compare"},
        {QT_TRANSLATE_NOOP("WindowMenus", "Evaluate"), "evaluate"},
        {QT_TRANSLATE_NOOP("WindowMenus", "Runs"), "runs"},
        {QT_TRANSLATE_NOOP("WindowMenus", "Library"), "library"},
        {QT_TRANSLATE_NOOP("WindowMenus", "Settings"), "settings"},
    };
    for (int index = 0; index < kPageCount; ++index) {
        const auto& [text, icon] = kPages[index];
        const auto id = static_cast<PageId>(index);
        const QKeySequence shortcut = id == PageId::Settings ? QKeySequence(Qt::CTRL | Qt::Key_Comma)
                                                             : QKeySequence(QStringLiteral("Ctrl+%1").arg(index + 1));
        add(menu, {tr(text), shortcut, QLatin1String(icon)}, [this, id] { m_window.showPage(id); });
    }
    menu.addSeparator();
    add(menu, {tr("Jump to…"), QKeySequence(Qt::CTRL | Qt::Key_K), QStringLiteral("search")},
        [this] { m_window.jumpField().setFocus(Qt::ShortcutFocusReason); });
    addThemes(menu);
    QAction* full = add(menu, {tr("Full screen"), QKeySequence(Qt::Key_F11)}, [this](bool on) {
        m_window.setWindowState(m_window.windowState().setFlag(Qt::WindowFullScreen, on));
    });
    full->setCheckable(true);
}

void WindowMenus::addThemes(QMenu& menu) {
    static constexpr std::tuple<const char*, ThemeMode, const char*> kModes[] = {
        {QT_TRANSLATE_NOOP("WindowMenus", "Theme of the desktop"), ThemeMode::System, "Ctrl+Alt+0"},
        {QT_TRANSLATE_NOOP("WindowMenus", "Light theme"), ThemeMode::Light, "Ctrl+Alt+1"},
        {QT_TRANSLATE_NOOP("WindowMenus", "Dark theme"), ThemeMode::Dark, "Ctrl+Alt+2"},
    };
    menu.addSeparator();
    auto* group = new QActionGroup(&m_window);
    for (const auto& [text, mode, shortcut] : kModes) {
        QAction* action = add(menu, {tr(text), QKeySequence(QLatin1String(shortcut))},
                              [this, mode = mode] { m_window.setThemeMode(mode); });
        action->setCheckable(true);
        action->setChecked(theme().mode() == mode);
        action->setData(static_cast<int>(mode));
        group->addAction(action);
    }
    QObject::connect(&theme(), &Theme::changed, group, [group] {
        for (QAction* action : group->actions()) {
            action->setChecked(action->data().toInt() == static_cast<int>(theme().mode()));
        }
    });
    menu.addSeparator();
}

void WindowMenus::addPageMenus() {
    static constexpr std::pair<const char*, PageId> kMenus[] = {
        {QT_TRANSLATE_NOOP("WindowMenus", "&Run"), PageId::Train},
        {QT_TRANSLATE_NOOP("WindowMenus", "&Compare"), PageId::Compare},
        {QT_TRANSLATE_NOOP("WindowMenus", "&Evaluate"), PageId::Evaluate},
        {QT_TRANSLATE_NOOP("WindowMenus", "&Library"), PageId::Library},
    };
    for (const auto& [title, id] : kMenus) {
        QList<QAction*> actions = m_window.page(id)->menuActions();
        if (id == PageId::Train) actions += m_window.page(PageId::Runs)->menuActions();
        if (actions.isEmpty()) continue;
        QMenu* menu = m_window.menuBar()->addMenu(tr(title));
        menu->setToolTipsVisible(true);  // they say why an action is disabled
        for (QAction* action : actions) {
            if (action == nullptr) {
                menu->addSeparator();
            } else {
                menu->addAction(action);
            }
        }
    }
}

void WindowMenus::addHelp() {
    QMenu& menu = *m_window.menuBar()->addMenu(tr("&Help"));
    add(menu, {tr("About this page"), QKeySequence(Qt::Key_F1), QStringLiteral("info")},
        [this] { showPageHelp(m_window, *m_window.page(m_window.currentPage())); });
    add(menu, {tr("Keyboard shortcuts"), QKeySequence(Qt::CTRL | Qt::Key_Question)},
        [this] { showShortcuts(m_window); });
    add(menu, {tr("About Detox Studio"), QKeySequence(Qt::SHIFT | Qt::Key_F1)}, [this] { showAbout(m_window); });
}

void WindowMenus::addCorner() {
    auto* corner = new QWidget;
    auto* row = new QHBoxLayout(corner);
    row->setContentsMargins(0, 0, theme().px(8), 1);
    row->setSpacing(theme().px(4));
    m_window.jumpField().setFixedHeight(theme().px(26));
    row->addWidget(&m_window.jumpField());
    QToolButton* themes = makeIconButton(QStringLiteral("moon"), tr("Switch between light and dark"));
    const auto follow = [themes] {
        const bool dark = theme().variant() == ThemeVariant::Dark;
        themes->setIcon(theme().icon(dark ? QStringLiteral("sun") : QStringLiteral("moon"), Color::TextSecondary));
    };
    follow();
    QObject::connect(&theme(), &Theme::changed, themes, follow);
    QObject::connect(themes, &QToolButton::clicked, &m_window, [this] {
        m_window.setThemeMode(theme().variant() == ThemeVariant::Dark ? ThemeMode::Light : ThemeMode::Dark);
    });
    row->addWidget(themes);
    m_window.menuBar()->setCornerWidget(corner);
}

}  // namespace detox::ui
