// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_test.h"

#include <atomic>
#include <cstdio>

#include <QApplication>
#include <QLocale>
#include <QTemporaryDir>
#include <QtTest>

#include "ui/style/look.h"

namespace detox {
namespace {

std::atomic<int> warnings = 0;
QtMessageHandler previous = nullptr;

/// What platforms without a window system say whatever a program does.
const QRegularExpression& platformTalk() {
    static const QRegularExpression talk("^(This plugin does not support|QStandardPaths: XDG_RUNTIME_DIR not set)");
    return talk;
}

/// QtTest replaces the handler while a test object runs; whatever warns inside one is failed by failOnAnyWarning().
void count(QtMsgType type, const QMessageLogContext& context, const QString& text) {
    const bool bad = type == QtWarningMsg || type == QtCriticalMsg;
    if (bad && !platformTalk().match(text).hasMatch()) {
        ++warnings;
        std::fprintf(stderr, "Qt warning: %s\n", qPrintable(text));
    }
    if (previous != nullptr) previous(type, context, text);
}

}  // namespace

void failOnAnyWarning() {
    QTest::failOnWarning(QRegularExpression("^(?!This plugin does not support|QStandardPaths: XDG_RUNTIME_DIR)"));
}

int runUiTests(int argc, char** argv, const std::vector<UiTestMaker>& tests) {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    const QTemporaryDir runtime;  // Qt warns where the session has none
    if (!qEnvironmentVariableIsSet("XDG_RUNTIME_DIR")) qputenv("XDG_RUNTIME_DIR", runtime.path().toLocal8Bit());
    previous = qInstallMessageHandler(count);
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale::c());
    ui::installLook(application, ui::ThemeMode::Light);
    int failed = 0;
    for (const auto& make : tests) failed += QTest::qExec(make().get(), argc, argv);
    return failed + warnings == 0 ? 0 : 1;
}

}  // namespace detox
