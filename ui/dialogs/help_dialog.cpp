// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/help_dialog.h"

#include <string>

#include <QAction>
#include <QCoreApplication>
#include <QDialog>
#include <QMenu>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include "core/util/version.h"
#include "ui/main_window.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("HelpDialog", text);
}

QString withoutMnemonic(QString text) {
    return text.remove(QLatin1Char('&'));
}

QString shortcutLine(const QAction& action) {
    return QStringLiteral("%1\t%2").arg(action.shortcut().toString(QKeySequence::NativeText),
                                        withoutMnemonic(action.text()));
}

QString listOf(const QList<QAction*>& actions) {
    QStringList lines;
    for (const QAction* action : actions) {
        if (action != nullptr && !action->shortcut().isEmpty()) lines << shortcutLine(*action);
    }
    return lines.join(QLatin1Char('\n'));
}

void showText(QWidget& parent, const QString& title, const QString& text) {
    auto* dialog = new QDialog(&parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    auto* column = new QVBoxLayout(dialog);
    column->addWidget(new PlainLabel(title, Type::Title));
    auto* view = new QPlainTextEdit;
    view->setReadOnly(true);
    view->setFrameShape(QFrame::NoFrame);
    view->setPlainText(text);
    view->setAccessibleName(title);
    view->setTabStopDistance(theme().px(120));
    column->addWidget(view, 1);
    auto* row = makeRow();
    row->addStretch(1);
    QPushButton* close = makeButton({.text = tr("Close")});
    QObject::connect(close, &QPushButton::clicked, dialog, &QDialog::accept);
    row->addWidget(close);
    column->addLayout(row);
    dialog->resize(theme().px(520), theme().px(420));
    dialog->open();
}

}  // namespace

void showPageHelp(MainWindow& window, const Page& page) {
    const QString shortcuts = listOf(page.menuActions());
    showText(window, page.accessibleName(),
             shortcuts.isEmpty() ? page.helpText() : page.helpText() + QStringLiteral("\n\n") + shortcuts);
}

void showShortcuts(MainWindow& window) {
    QStringList groups;
    for (const QAction* menu : window.menuBar()->actions()) {
        if (menu->menu() == nullptr) continue;
        groups << withoutMnemonic(menu->text()) + QLatin1Char('\n') + listOf(menu->menu()->actions());
    }
    showText(window, tr("Keyboard shortcuts"), groups.join(QStringLiteral("\n\n")));
}

void showAbout(MainWindow& window) {
    const QString text =
        tr("Version %1 (%2)\n\n"
           "Makes a language model less toxic with PPO, and shows what changed.\n\n"
           "Free software under the GNU General Public License, version 3 or later. Stands on Qt, "
           "QCustomPlot, libtorch, sentencepiece, SQLite, PCRE2, ICU, nlohmann/json and spdlog.\n\n"
           "Nothing leaves this computer unless you download a model.");
    showText(window, tr("About Detox Studio"),
             text.arg(QString::fromStdString(std::string(version())), QString::fromStdString(std::string(gitHash()))));
}

}  // namespace detox::ui
