// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/studio_settings.h"

#include <QFile>

namespace detox::ui {
namespace {

QString themeName(ThemeMode mode) {
    switch (mode) {
        case ThemeMode::Light:
            return QStringLiteral("light");
        case ThemeMode::Dark:
            return QStringLiteral("dark");
        case ThemeMode::System:
            break;
    }
    return QStringLiteral("system");
}

}  // namespace

StudioSettings::StudioSettings()
    : m_settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("detox-studio"),
                 QStringLiteral("detox-studio")) {
    checkReadable();
}

StudioSettings::StudioSettings(const QString& file) : m_settings(file, QSettings::IniFormat) {
    checkReadable();
}

void StudioSettings::checkReadable() {
    if (m_settings.status() != QSettings::FormatError) return;
    const QString file = m_settings.fileName();
    QFile::remove(file + QStringLiteral(".unreadable"));
    QFile::copy(file, file + QStringLiteral(".unreadable"));
    m_settings.clear();
}

ThemeMode StudioSettings::themeMode() const {
    const QString name = m_settings.value(QStringLiteral("window/theme")).toString();
    if (name == themeName(ThemeMode::Light)) return ThemeMode::Light;
    if (name == themeName(ThemeMode::Dark)) return ThemeMode::Dark;
    return ThemeMode::System;
}

void StudioSettings::setThemeMode(ThemeMode mode) {
    m_settings.setValue(QStringLiteral("window/theme"), themeName(mode));
}

QByteArray StudioSettings::windowGeometry() const {
    return m_settings.value(QStringLiteral("window/geometry")).toByteArray();
}

void StudioSettings::setWindowGeometry(const QByteArray& geometry) {
    m_settings.setValue(QStringLiteral("window/geometry"), geometry);
}

QString StudioSettings::exportFolder() const {
    return m_settings.value(QStringLiteral("export/folder")).toString();
}

void StudioSettings::setExportFolder(const QString& folder) {
    m_settings.setValue(QStringLiteral("export/folder"), folder);
}

StudioSettings::Compare StudioSettings::compare() const {
    const auto value = [this](const char* key, const QVariant& fallback) {
        return m_settings.value(QStringLiteral("compare/") + QLatin1String(key), fallback);
    };
    Compare compare;
    compare.prompt = value("prompt", compare.prompt).toString();
    compare.left = value("left", compare.left).toString();
    compare.right = value("right", compare.right).toString();
    compare.classifier = value("classifier", compare.classifier).toString();
    compare.maxNewTokens = value("maxNewTokens", compare.maxNewTokens).toInt();
    compare.samples = value("samples", compare.samples).toInt();
    compare.seed = value("seed", compare.seed).toLongLong();
    compare.blur = value("blur", compare.blur).toBool();
    return compare;
}

void StudioSettings::setCompare(const Compare& compare) {
    const auto store = [this](const char* key, const QVariant& value) {
        m_settings.setValue(QStringLiteral("compare/") + QLatin1String(key), value);
    };
    store("prompt", compare.prompt);
    store("left", compare.left);
    store("right", compare.right);
    store("classifier", compare.classifier);
    store("maxNewTokens", compare.maxNewTokens);
    store("samples", compare.samples);
    store("seed", compare.seed);
    store("blur", compare.blur);
}

}  // namespace detox::ui
