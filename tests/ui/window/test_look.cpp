// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window/test_look.h"

#include <cmath>

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include "ui/bridge/studio_settings.h"
#include "ui/style/theme.h"
#include "ui/widgets/plain_label.h"

namespace detox {
namespace {

using namespace ui;

double luminance(const QColor& color) {
    const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const double high = std::max(luminance(a), luminance(b));
    const double low = std::min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}

}  // namespace

void TestLook::cleanup() {
    theme().setMode(ThemeMode::Light);
}

void TestLook::everyColourIsReadFromTheTokens() {
    theme().setMode(ThemeMode::Light);
    QCOMPARE(theme().color(Color::Canvas), QColor("#F1F4F4"));
    QCOMPARE(theme().color(Color::ScrollHandle), QColor("#9AA7AC"));  // the last of the list
    QCOMPARE(theme().color(Color::DetoxifiedSoft), QColor("#DCEFF1"));
    theme().setMode(ThemeMode::Dark);
    QCOMPARE(theme().color(Color::Canvas), QColor("#0F1416"));
    QCOMPARE(theme().color(Color::Original), QColor("#E5A24A"));
}

void TestLook::rampsInterpolateAndClamp() {
    QCOMPARE(theme().toxicity(-1), QColor("#F6EFF1"));
    QCOMPARE(theme().toxicity(2), QColor("#5F1140"));
    QCOMPARE(theme().logRatio(0), QColor("#F3F5F5"));
    const Ramp ramp{{{0, QColor(0, 0, 0)}, {1, QColor(200, 100, 50)}}};
    QCOMPARE(ramp.at(0.5).rgb(), QColor(100, 50, 25).rgb());
}

void TestLook::textOnAnyToxicityIsReadable() {
    for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
        theme().setMode(mode);
        for (double value = 0; value <= 1; value += 0.01) {
            const QColor ground = theme().toxicity(value);
            QVERIFY2(contrast(onColor(ground), ground) >= 4.5, qPrintable(QString::number(value)));
        }
    }
}

void TestLook::switchingThemesChangesPaletteAndIcons() {
    const QIcon icon = theme().icon(QStringLiteral("home"));
    const QImage light = icon.pixmap(24, 24).toImage();
    QSignalSpy changed(&theme(), &Theme::changed);
    theme().setMode(ThemeMode::Dark);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(QApplication::palette().color(QPalette::Window), theme().color(Color::Canvas));
    QVERIFY(icon.pixmap(24, 24).toImage() != light);
    theme().setMode(ThemeMode::Dark);
    QCOMPARE(changed.count(), 1);
}

void TestLook::everyIconOfTheResourcesDraws() {
    const QStringList files = QDir(QStringLiteral(":/icons")).entryList();
    QVERIFY(files.size() >= 61);
    for (const QString& file : files) {
        const QImage image = theme().pixmap(QFileInfo(file).baseName(), Qt::black, 24).toImage();
        bool drawn = false;
        for (int y = 0; y < image.height() && !drawn; ++y) {
            for (int x = 0; x < image.width() && !drawn; ++x) drawn = qAlpha(image.pixel(x, y)) > 0;
        }
        QVERIFY2(drawn, qPrintable(file));
    }
}

void TestLook::labelsNeverInterpretText() {
    const QString markup = QStringLiteral("<b>bold</b> &amp; <img src='file:///x'>");
    PlainLabel label(markup);
    QCOMPARE(label.textFormat(), Qt::PlainText);
    QCOMPARE(label.text(), markup);
    label.setElide(Qt::ElideRight);
    label.resize(20, 20);
    label.show();
    QVERIFY(QTest::qWaitForWindowExposed(&label));
    label.grab();
    QVERIFY(!label.toolTip().isEmpty());
    QVERIFY(!label.toolTip().contains(QStringLiteral("<img")));
    QVERIFY(label.toolTip().contains(QStringLiteral("&lt;img")));
}

void TestLook::settingsSurviveAndGarbageIsSetAside() {
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("studio.ini"));
    {
        StudioSettings settings(file);
        settings.setThemeMode(ThemeMode::Dark);
        settings.setCompare({.prompt = QStringLiteral("a=b;\n\"c\""), .samples = 3, .blur = false});
    }
    {
        StudioSettings settings(file);
        QCOMPARE(settings.themeMode(), ThemeMode::Dark);
        QCOMPARE(settings.compare().prompt, QStringLiteral("a=b;\n\"c\""));
        QCOMPARE(settings.compare().samples, 3);
        QCOMPARE(settings.compare().blur, false);
    }
    QFile garbage(file);
    QVERIFY(garbage.open(QIODevice::WriteOnly));
    garbage.write(QByteArray("\x00\xff[[[\n=\n]]]\x01", 14));
    garbage.close();
    StudioSettings settings(file);
    QCOMPARE(settings.themeMode(), ThemeMode::System);
}

}  // namespace detox
