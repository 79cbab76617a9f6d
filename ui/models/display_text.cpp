// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/display_text.h"

#include <array>
#include <cmath>

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include "core/util/utf8.h"

namespace detox::ui {
namespace {

constexpr std::size_t kLineCharacters = 2000;
constexpr std::size_t kTextCharacters = 64 * 1024;
constexpr int kLongestWord = 32;  ///< characters that stay together in a line

QString capped(std::string_view text, std::size_t characters, utf8::Newlines newlines) {
    // One character has at most 4 bytes, so nothing that could be shown is cut here.
    const std::string_view head = text.substr(0, 4 * characters);
    QString shown = QString::fromStdString(utf8::visible(head, newlines));
    const bool cut = head.size() < text.size() || shown.size() > qsizetype(characters);
    if (!cut) return shown;
    shown.truncate(qsizetype(characters));
    return shown + QChar(0x2026);
}

QString translated(const char* text) {
    return QCoreApplication::translate("detox::ui::DisplayText", text);
}

}  // namespace

QString ownText(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString plainLine(std::string_view text) {
    return capped(text, kLineCharacters, utf8::Newlines::Escape);
}

QString plainText(std::string_view text) {
    return capped(text, kTextCharacters, utf8::Newlines::Keep);
}

QString plainToolTip(const QString& text) {
    if (text.isEmpty()) return {};
    return QStringLiteral("<qt>") + text.toHtmlEscaped().replace('\n', QStringLiteral("<br>")) +
           QStringLiteral("</qt>");
}

QString breakable(const QString& text) {
    const QChar zeroWidthSpace(0x200B);
    QString out;
    out.reserve(text.size());
    int together = 0;
    for (const QChar character : text) {
        if (together >= kLongestWord && !character.isLowSurrogate() && !character.isMark()) {
            out += zeroWidthSpace;
            together = 0;
        }
        out += character;
        together = character.isSpace() ? 0 : together + 1;
        if (character == QLatin1Char('/')) {
            out += zeroWidthSpace;
            together = 0;
        }
    }
    return out;
}

QString decimal(std::optional<double> value, int decimals) {
    if (!value || !std::isfinite(*value)) return QString(QChar(0x2013));
    QString text = QLocale().toString(*value, 'f', decimals);
    return text.replace('-', QChar(0x2212));
}

QString byteSize(std::int64_t bytes) {
    constexpr std::array<const char*, 5> kUnits{"B", "kB", "MB", "GB", "TB"};
    double size = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (size >= 999.5 && unit + 1 < kUnits.size()) size /= 1000, ++unit;
    const int decimals = unit > 0 && size < 9.95 ? 1 : 0;
    return QLocale().toString(size, 'f', decimals) + QChar(0x00A0) + QLatin1String(kUnits[unit]);
}

QString duration(double seconds) {
    if (seconds < 10) return translated("%1 s").arg(QLocale().toString(std::max(0.0, seconds), 'f', 0));
    if (seconds < 55) return translated("%1 s").arg(qRound(seconds / 5) * 5);
    const auto minutes = static_cast<qint64>(std::llround(seconds / 60));
    if (minutes < 60) return translated("%1 min").arg(minutes);
    return translated("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

QString dateTime(std::int64_t unixMillis) {
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(unixMillis), QLocale::ShortFormat);
}

QString day(std::int64_t unixMillis, const QDateTime& now) {
    const QDateTime then = QDateTime::fromMSecsSinceEpoch(unixMillis, now.timeZone());
    const qint64 ago = then.date().daysTo(now.date());
    if (ago == 0) return then.time().toString(QStringLiteral("HH:mm"));
    if (ago == 1) return translated("yesterday");
    const bool thisYear = then.date().year() == now.date().year();
    return QLocale().toString(then.date(), thisYear ? QStringLiteral("d MMM") : QStringLiteral("d MMM yyyy"));
}

QString timeOfDay(std::int64_t unixMillis) {
    return QDateTime::fromMSecsSinceEpoch(unixMillis).time().toString(QStringLiteral("HH:mm:ss"));
}

}  // namespace detox::ui
