// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"
#include "ui/style/theme.h"

namespace detox::ui {

class EngineHost;
class Segmented;

/// Appearance, and where things are.
class SettingsPage final : public Page {
    Q_OBJECT
public:
    SettingsPage(EngineHost& engine, const QString& dataFolder, QWidget* parent = nullptr);

    [[nodiscard]] QString helpText() const override;

signals:
    void themeModeChosen(detox::ui::ThemeMode mode);

private:
    [[nodiscard]] QWidget* makeAppearance();
    [[nodiscard]] QWidget* makePlaces(const QString& dataFolder);

    Segmented* m_themes;
};

}  // namespace detox::ui
