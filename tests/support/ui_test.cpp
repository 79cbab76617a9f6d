// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_test.h"

#include <atomic>
#include <cstdio>

#include <QApplication>
#include <QLocale>
#include <QtTest>

#include "ui/style/look.h"

namespace detox {
namespace {

std::atomic<int> warnings = 0;
QtMessageHandler previous = nullptr;

/// QtTest replaces the handler while a test object runs; whatever warns inside one is failed by it (failOnWarning).
void count(QtMsgType type, const QMessageLogContext& context, const QString& text) {
    if (type == QtWarningMsg || type == QtCriticalMsg) {
        ++warnings;
        std::fprintf(stderr, "Qt warning: %s\n", qPrintable(text));
    }
    if (previous != nullptr) previous(type, context, text);
}

}  // namespace

int runUiTests(int argc, char** argv, const std::vector<UiTestMaker>& tests) {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    previous = qInstallMessageHandler(count);
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale::c());
    ui::installLook(application, ui::ThemeMode::Light);
    int failed = 0;
    for (const auto& make : tests) failed += QTest::qExec(make().get(), argc, argv);
    return failed + warnings == 0 ? 0 : 1;
}

}  // namespace detox
