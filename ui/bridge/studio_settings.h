// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>

#include "ui/style/theme.h"

namespace detox::ui {

/// What the window remembers between starts, in $XDG_CONFIG_HOME/detox-studio/detox-studio.ini. A file that cannot be
/// read is kept beside as .unreadable and the defaults are taken. GUI thread only.
class StudioSettings {
public:
    StudioSettings();
    /// For tests: keeps everything in `file`.
    explicit StudioSettings(const QString& file);

    [[nodiscard]] ThemeMode themeMode() const;
    void setThemeMode(ThemeMode mode);
    [[nodiscard]] QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray& geometry);

    /// Where the last export went: its parent folder; empty: none has gone anywhere.
    [[nodiscard]] QString exportFolder() const;
    void setExportFolder(const QString& folder);

    struct Compare {
        QString prompt;
        QString left;  ///< folder or run:ID@update
        QString right;
        QString classifier;
        int maxNewTokens = 64;
        int samples = 4;
        qint64 seed = 7;
        bool blur = true;
    };
    [[nodiscard]] Compare compare() const;
    void setCompare(const Compare& compare);

private:
    void checkReadable();

    QSettings m_settings;
};

}  // namespace detox::ui
