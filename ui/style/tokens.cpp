// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/tokens.h"

#include <algorithm>
#include <cmath>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace detox::ui {
namespace {

constexpr std::array<const char*, kColorCount> kColorNames{
    "canvas",         "surface",      "surfaceSunken", "surfaceHover",   "surfacePressed", "border",
    "borderControl",  "divider",      "text",          "textSecondary",  "textMuted",      "textDisabled",
    "accent",         "accentHover",  "accentPressed", "onAccent",       "accentText",     "accentSoft",
    "focus",          "selection",    "onSelection",   "success",        "successSoft",    "warning",
    "warningSoft",    "warningMark",  "error",         "errorSoft",      "info",           "infoSoft",
    "original",       "originalSoft", "detoxified",    "detoxifiedSoft", "third",          "thirdSoft",
    "plotBackground", "plotGrid",     "plotAxis",      "plotLabel",      "plotCrosshair",  "blurBar",
    "blurBarToxic",   "diffInsert",   "diffDelete",    "diffCommon",     "tooltip",        "onTooltip",
    "scrim",          "scrollHandle"};

constexpr std::array<const char*, kSizeCount> kSizeNames{
    "menuBar",      "rail",         "railCompact", "railItem",        "header",         "statusBar",    "control",
    "controlSmall", "controlLarge", "tableRow",    "tableRowCompact", "tableRowText",   "tableHeader",  "tab",
    "icon",         "iconRail",     "checkbox",    "sliderHandle",    "sliderGroove",   "scrollBar",    "splitter",
    "banner",       "toastWidth",   "inspector",   "chartMinWidth",   "chartMinHeight", "paneMinWidth", "formMaxWidth",
    "measure",      "tokenCell",    "filmCell"};

constexpr std::array<const char*, kRadiusCount> kRadiusNames{"bar", "chip", "control", "card", "pill"};

constexpr std::array<const char*, kTypeCount> kTypeNames{"caption",   "small", "body",    "bodyStrong", "reading",
                                                         "cardTitle", "title", "display", "number",     "numberHero"};

QJsonValue required(const QJsonObject& object, const char* key) {
    const QJsonValue value = object.value(QLatin1String(key));
    if (value.isUndefined()) qFatal("tokens.json has no '%s'.", key);
    return value;
}

template <std::size_t N>
std::array<int, N> parseLengths(const QJsonObject& object, const std::array<const char*, N>& names) {
    std::array<int, N> lengths{};
    std::transform(names.begin(), names.end(), lengths.begin(),
                   [&](const char* name) { return required(object, name).toInt(); });
    return lengths;
}

TypeToken parseType(const QJsonObject& object) {
    return {.scale = required(object, "scale").toDouble(),
            .weight = required(object, "weight").toInt(),
            .line = required(object, "line").toDouble(),
            .fixed = object.value(QLatin1String("family")).toString() == QLatin1String("fixed")};
}

Ramp parseRamp(const QJsonArray& array) {
    Ramp ramp;
    for (const QJsonValue& value : array) {
        const QJsonObject stop = value.toObject();
        ramp.stops.push_back({required(stop, "at").toDouble(), QColor(required(stop, "color").toString())});
    }
    return ramp;
}

std::vector<SeriesToken> parseSeries(const QJsonArray& array) {
    std::vector<SeriesToken> series;
    for (const QJsonValue& value : array) {
        const QJsonObject one = value.toObject();
        SeriesToken token{QColor(required(one, "color").toString()), {}};
        for (const QJsonValue& length : required(one, "dash").toArray()) token.dash.append(length.toDouble());
        series.push_back(token);
    }
    return series;
}

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double mixed(double from, double to, double share) {
    return from + (to - from) * share;
}

}  // namespace

QColor Ramp::at(double value) const {
    if (stops.empty()) return {};
    if (!(value > stops.front().at)) return stops.front().color;
    const auto upper = std::find_if(stops.begin(), stops.end(), [value](const Stop& stop) { return stop.at >= value; });
    if (upper == stops.end()) return stops.back().color;
    const Stop& a = *(upper - 1);
    const Stop& b = *upper;
    const double share = (value - a.at) / (b.at - a.at);
    return QColor::fromRgbF(static_cast<float>(mixed(a.color.redF(), b.color.redF(), share)),
                            static_cast<float>(mixed(a.color.greenF(), b.color.greenF(), share)),
                            static_cast<float>(mixed(a.color.blueF(), b.color.blueF(), share)));
}

Tokens parseTokens(const QByteArray& json, ThemeVariant variant) {
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (!document.isObject()) qFatal("tokens.json: %s", qPrintable(error.errorString()));
    const QJsonObject root = document.object();
    const char* name = variant == ThemeVariant::Dark ? "dark" : "light";
    const QJsonObject theme = required(required(root, "themes").toObject(), name).toObject();

    Tokens tokens;
    const QJsonObject colors = required(theme, "color").toObject();
    std::transform(kColorNames.begin(), kColorNames.end(), tokens.colors.begin(),
                   [&](const char* role) { return QColor(required(colors, role).toString()); });
    tokens.sizes = parseLengths(required(root, "size").toObject(), kSizeNames);
    tokens.radii = parseLengths(required(root, "radius").toObject(), kRadiusNames);
    const QJsonObject types = required(root, "type").toObject();
    std::transform(kTypeNames.begin(), kTypeNames.end(), tokens.types.begin(),
                   [&](const char* type) { return parseType(required(types, type).toObject()); });
    tokens.toxicity = parseRamp(required(theme, "toxicity").toArray());
    tokens.logRatio = parseRamp(required(theme, "logRatio").toArray());
    tokens.series = parseSeries(required(theme, "series").toArray());
    const QJsonObject alpha = required(root, "alpha").toObject();
    tokens.alpha = {.curveRaw = required(alpha, "curveRaw").toDouble(),
                    .band = required(alpha, "band").toDouble(),
                    .disabledIcon = required(alpha, "disabledIcon").toDouble(),
                    .scrim = required(alpha, "scrim").toDouble()};
    const QJsonObject blur = required(root, "blur").toObject();
    tokens.blur = {.threshold = required(blur, "threshold").toDouble(),
                   .wordThreshold = required(blur, "wordThreshold").toDouble()};
    return tokens;
}

QColor onColor(const QColor& ground) {
    const double luminance =
        0.2126 * linear(ground.redF()) + 0.7152 * linear(ground.greenF()) + 0.0722 * linear(ground.blueF());
    return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? QColor(Qt::black) : QColor(Qt::white);
}

}  // namespace detox::ui
