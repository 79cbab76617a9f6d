// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/theme.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPainter>
#include <QSvgRenderer>
#include <QToolTip>

#include "ui/style/themed_icon.h"

namespace detox::ui {
namespace {

QByteArray readResource(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    return file.readAll();
}

int baseFontPixels() {
    return QFontInfo(QApplication::font()).pixelSize();
}

}  // namespace

Theme::Theme(const QPalette& systemPalette, QObject* parent)
    : QObject(parent),
      m_systemVariant(systemPalette.color(QPalette::Window).lightness() < 128 ? ThemeVariant::Dark
                                                                              : ThemeVariant::Light),
      m_variant(m_systemVariant),
      m_fixedFamily(QFontDatabase::systemFont(QFontDatabase::FixedFont).family()) {
    load();
}

void Theme::setMode(ThemeMode mode) {
    m_mode = mode;
    const ThemeVariant wanted = mode == ThemeMode::System ? m_systemVariant
                                : mode == ThemeMode::Dark ? ThemeVariant::Dark
                                                          : ThemeVariant::Light;
    const bool differs = wanted != m_variant;
    m_variant = wanted;
    if (differs) load();
    QApplication::setPalette(palette());
    QToolTip::setPalette(palette());
    if (differs) emit changed();
}

void Theme::load() {
    const QByteArray json = readResource(QStringLiteral(":/styles/tokens.json"));
    m_tokens = parseTokens(json, m_variant);
    m_darkSeries = parseTokens(json, ThemeVariant::Dark).series;
    m_scale = baseFontPixels() / 13.0;
    m_pixmaps.clear();
}

QColor Theme::color(Color role, double alpha) const {
    QColor result = color(role);
    result.setAlphaF(static_cast<float>(alpha));
    return result;
}

QFont Theme::font(Type type) const {
    const TypeToken& token = m_tokens.types[static_cast<std::size_t>(type)];
    QFont font = QApplication::font();
    if (token.fixed) {
        font.setFamily(m_fixedFamily);
        font.setStyleHint(QFont::Monospace);
    }
    font.setPixelSize(qRound(baseFontPixels() * token.scale));
    font.setWeight(static_cast<QFont::Weight>(token.weight));
    return font;
}

double Theme::lineFactor(Type type) const {
    return m_tokens.types[static_cast<std::size_t>(type)].line;
}

QPen Theme::seriesPen(int index, double width) const {
    return linePen(m_tokens.series, index, width);
}

QPen Theme::tooltipPen(int index, double width) const {
    return linePen(m_darkSeries, index, width);
}

QPen Theme::linePen(const std::vector<SeriesToken>& series, int index, double width) {
    const int count = static_cast<int>(series.size());
    const int round = index / count;
    QPen pen(series[static_cast<std::size_t>(index % count)].color, width);
    QList<qreal> dash = series[static_cast<std::size_t>((index + round) % count)].dash;
    if (dash.isEmpty()) return pen;
    for (qreal& length : dash) length /= width;  // QPen counts in pen widths
    pen.setDashPattern(dash);
    return pen;
}

QPixmap Theme::pixmap(const QString& name, const QColor& color, int logical) const {
    const qreal ratio = qApp->devicePixelRatio();
    const QString key = QStringLiteral("%1/%2/%3/%4").arg(name, color.name(QColor::HexArgb)).arg(logical).arg(ratio);
    if (const auto known = m_pixmaps.constFind(key); known != m_pixmaps.cend()) return *known;
    QByteArray svg = readResource(QStringLiteral(":/icons/%1.svg").arg(name));
    if (svg.isEmpty()) {
        qWarning("There is no icon named '%s'.", qPrintable(name));
        return {};
    }
    QSvgRenderer renderer(svg.replace("currentColor", color.name().toLatin1()));
    QPixmap pixmap(QSize(logical, logical) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(color.alphaF());
    renderer.render(&painter, QRectF(0, 0, logical, logical));
    painter.end();
    m_pixmaps.insert(key, pixmap);
    return pixmap;
}

QIcon Theme::icon(const QString& name, Color role) const {
    return QIcon(new ThemedIcon(name, role));
}

QPalette Theme::palette() const {
    static constexpr std::pair<QPalette::ColorRole, Color> kRoles[] = {
        {QPalette::Window, Color::Canvas},       {QPalette::WindowText, Color::Text},
        {QPalette::Base, Color::Surface},        {QPalette::AlternateBase, Color::SurfaceSunken},
        {QPalette::Text, Color::Text},           {QPalette::Button, Color::Surface},
        {QPalette::ButtonText, Color::Text},     {QPalette::BrightText, Color::Error},
        {QPalette::Highlight, Color::Selection}, {QPalette::HighlightedText, Color::OnSelection},
        {QPalette::Link, Color::AccentText},     {QPalette::LinkVisited, Color::AccentText},
        {QPalette::ToolTipBase, Color::Tooltip}, {QPalette::ToolTipText, Color::OnTooltip},
        {QPalette::Light, Color::Surface},       {QPalette::Midlight, Color::SurfaceHover},
        {QPalette::Mid, Color::Border},          {QPalette::Dark, Color::BorderControl},
        {QPalette::Shadow, Color::Border},       {QPalette::PlaceholderText, Color::TextMuted},
    };
    QPalette palette;
    for (const auto& [role, source] : kRoles) palette.setColor(role, color(source));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, color(Color::TextDisabled));
    }
    return palette;
}

}  // namespace detox::ui
