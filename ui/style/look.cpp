// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/look.h"

#include <QApplication>
#include <QFontDatabase>

#include "ui/style/focus_ring.h"
#include "ui/style/studio_style.h"

namespace detox::ui {
namespace {

/// Fontconfig's alias: what Qt reports when no desktop setting names a family.
bool isUnnamed(const QString& family) {
    return family.isEmpty() || family.compare(QLatin1String("Sans Serif"), Qt::CaseInsensitive) == 0 ||
           family.compare(QLatin1String("Sans"), Qt::CaseInsensitive) == 0;
}

void preferRecommendedFont(QApplication& application) {
    QFont font = application.font();
    if (!isUnnamed(font.family()) || !QFontDatabase::families().contains(QStringLiteral("Inter"))) return;
    font.setFamily(QStringLiteral("Inter"));
    application.setFont(font);
}

}  // namespace

void installLook(QApplication& application, ThemeMode mode) {
    preferRecommendedFont(application);
    auto* style = new StudioStyle(application.palette());  // QApplication takes ownership
    application.setStyle(style);
    style->theme().setMode(mode);
    new FocusRing(application);
}

}  // namespace detox::ui
