// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <vector>

#include <QByteArray>
#include <QColor>
#include <QList>

namespace detox::ui {

/// Colours by meaning; resources/styles/tokens.json gives each a value per theme. Keep in the order of kColorNames.
enum class Color {
    Canvas,
    Surface,
    SurfaceSunken,
    SurfaceHover,
    SurfacePressed,
    Border,
    BorderControl,
    Divider,
    Text,
    TextSecondary,
    TextMuted,
    TextDisabled,
    Accent,
    AccentHover,
    AccentPressed,
    OnAccent,
    AccentText,
    AccentSoft,
    Focus,
    Selection,
    OnSelection,
    Success,
    SuccessSoft,
    Warning,
    WarningSoft,
    WarningMark,
    Error,
    ErrorSoft,
    Info,
    InfoSoft,
    Original,
    OriginalSoft,
    Detoxified,
    DetoxifiedSoft,
    Third,
    ThirdSoft,
    PlotBackground,
    PlotGrid,
    PlotAxis,
    PlotLabel,
    PlotCrosshair,
    BlurBar,
    BlurBarToxic,
    DiffInsert,
    DiffDelete,
    DiffCommon,
    Tooltip,
    OnTooltip,
    Scrim,
    ScrollHandle,
};
inline constexpr std::size_t kColorCount = 50;

/// Lengths in pixels at a 13 px system font.
enum class Size {
    MenuBar,
    Rail,
    RailCompact,
    RailItem,
    Header,
    StatusBar,
    Control,
    ControlSmall,
    ControlLarge,
    TableRow,
    TableRowCompact,
    TableRowText,
    TableHeader,
    Tab,
    Icon,
    IconRail,
    Checkbox,
    SliderHandle,
    SliderGroove,
    ScrollBar,
    Splitter,
    Banner,
    ToastWidth,
    Inspector,
    ChartMinWidth,
    ChartMinHeight,
    PaneMinWidth,
    FormMaxWidth,
    Measure,
    TokenCell,
    FilmCell,
};
inline constexpr std::size_t kSizeCount = 31;

enum class Radius { Bar, Chip, Control, Card, Pill };
inline constexpr std::size_t kRadiusCount = 5;

enum class Type { Caption, Small, Body, BodyStrong, Reading, CardTitle, Title, Display, Number, NumberHero };
inline constexpr std::size_t kTypeCount = 10;

struct TypeToken {
    double scale = 1;  ///< of the system font
    int weight = 400;
    double line = 1.4;   ///< line height / font pixels
    bool fixed = false;  ///< the fixed-pitch font: Qt 6.4 cannot switch on tabular figures
};

/// A piecewise linear colour scale, stops ascending.
struct Ramp {
    struct Stop {
        double at = 0;
        QColor color;
    };
    std::vector<Stop> stops;

    /// Values outside the stops take the end colours.
    [[nodiscard]] QColor at(double value) const;
};

/// Colour and dash of one line of a chart; dashes in pixels, on and off.
struct SeriesToken {
    QColor color;
    QList<qreal> dash;
};

struct AlphaTokens {
    double curveRaw = 1;
    double band = 1;
    double disabledIcon = 1;
    double scrim = 1;
};

struct BlurTokens {
    double threshold = 0.5;       ///< whole text hidden from this toxicity on
    double wordThreshold = 0.25;  ///< a word hidden from this attribution on
};

enum class ThemeVariant { Light, Dark };

/// tokens.json for one theme, parsed.
struct Tokens {
    std::array<QColor, kColorCount> colors;
    std::array<int, kSizeCount> sizes{};
    std::array<int, kRadiusCount> radii{};
    std::array<TypeToken, kTypeCount> types;
    Ramp toxicity;
    Ramp logRatio;
    std::vector<SeriesToken> series;
    AlphaTokens alpha;
    BlurTokens blur;
};

/// Precondition: `json` is the shipped tokens.json; a missing key ends the program with its name.
[[nodiscard]] Tokens parseTokens(const QByteArray& json, ThemeVariant variant);

/// Black or white, whichever contrasts more with `ground` (WCAG 2 relative luminance).
[[nodiscard]] QColor onColor(const QColor& ground);

}  // namespace detox::ui
