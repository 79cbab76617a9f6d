// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QHash>
#include <QIcon>
#include <QObject>
#include <QPalette>
#include <QPen>
#include <QPixmap>

#include "ui/style/tokens.h"

namespace detox::ui {

enum class ThemeMode { System, Light, Dark };

/// Colours, lengths, fonts and icons by role. There is one per application, owned by its StudioStyle; `theme()` finds
/// it. GUI thread only.
class Theme : public QObject {
    Q_OBJECT
public:
    /// `systemPalette`: the desktop's own palette, which decides what System means.
    explicit Theme(const QPalette& systemPalette, QObject* parent = nullptr);

    [[nodiscard]] ThemeMode mode() const { return m_mode; }
    [[nodiscard]] ThemeVariant variant() const { return m_variant; }
    /// Loads the tokens and sets the application's palette; emits changed() when the variant changed.
    void setMode(ThemeMode mode);

    [[nodiscard]] const QColor& color(Color role) const { return m_tokens.colors[static_cast<std::size_t>(role)]; }
    [[nodiscard]] QColor color(Color role, double alpha) const;
    /// A length of the design in device-independent pixels at the user's font size.
    [[nodiscard]] int px(double value) const { return qRound(value * m_scale); }
    [[nodiscard]] int size(Size key) const { return px(m_tokens.sizes[static_cast<std::size_t>(key)]); }
    [[nodiscard]] int radius(Radius key) const { return px(m_tokens.radii[static_cast<std::size_t>(key)]); }
    [[nodiscard]] QFont font(Type type) const;
    /// Line height of `type` in font pixels.
    [[nodiscard]] double lineFactor(Type type) const;

    /// Ground for a toxicity in [0, 1].
    [[nodiscard]] QColor toxicity(double value) const { return m_tokens.toxicity.at(value); }
    /// The same for small bars: starts at a quarter so that low values stay visible.
    [[nodiscard]] QColor toxicityBar(double value) const { return m_tokens.toxicity.at(0.25 + 0.75 * value); }
    /// Ground for log p(new) − log p(original), clipped to ±4.
    [[nodiscard]] QColor logRatio(double value) const { return m_tokens.logRatio.at(value); }

    /// Pen of chart line `index` (0-based): colour and dash repeat with the next dash after the last.
    [[nodiscard]] QPen seriesPen(int index, double width = 1.75) const;
    /// The same on a tool tip, whose ground is dark in both themes.
    [[nodiscard]] QPen tooltipPen(int index, double width = 1.75) const;
    [[nodiscard]] const AlphaTokens& alpha() const { return m_tokens.alpha; }
    [[nodiscard]] const BlurTokens& blur() const { return m_tokens.blur; }

    /// The icon `name` drawn in `color` at exactly `logical` device-independent pixels. An empty pixmap and a warning
    /// when there is no such icon.
    [[nodiscard]] QPixmap pixmap(const QString& name, const QColor& color, int logical) const;
    /// An icon that draws itself in the role's current colour at whatever size is asked for.
    [[nodiscard]] QIcon icon(const QString& name, Color role = Color::Text) const;

    [[nodiscard]] QPalette palette() const;

signals:
    /// Colours differ from now on; the application's palette is already set.
    void changed();

private:
    void load();
    [[nodiscard]] static QPen linePen(const std::vector<SeriesToken>& series, int index, double width);

    const ThemeVariant m_systemVariant;
    ThemeMode m_mode = ThemeMode::System;
    ThemeVariant m_variant = ThemeVariant::Light;
    Tokens m_tokens;
    std::vector<SeriesToken> m_darkSeries;
    double m_scale = 1;
    QString m_fixedFamily;
    mutable QHash<QString, QPixmap> m_pixmaps;
};

/// The application's theme. Precondition: installLook() was called.
[[nodiscard]] Theme& theme();

}  // namespace detox::ui
