// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <QString>

class QDateTime;

namespace detox::ui {

/// The program's own words, as they are.
[[nodiscard]] QString ownText(std::string_view text);
/// Foreign text for one line of a table: control characters, line ends and bidi marks visible, at most 2,000
/// characters. Never rich text by itself, but see plainToolTip().
[[nodiscard]] QString plainLine(std::string_view text);
/// Foreign text for several lines: as plainLine(), but line ends are kept; at most 64 Ki characters.
[[nodiscard]] QString plainText(std::string_view text);
/// `text` for a tool tip: tool tips guess at rich text, so it is escaped inside an explicit document.
[[nodiscard]] QString plainToolTip(const QString& text);

/// `text` for a label that wraps: long words such as paths get places where a line may end, which take no room.
[[nodiscard]] QString breakable(const QString& text);

/// A number in the user's locale with fixed decimals; "–" when there is none or it is not finite.
[[nodiscard]] QString decimal(std::optional<double> value, int decimals = 2);
/// "41 MB" with decimal units, three significant digits at most.
[[nodiscard]] QString byteSize(std::int64_t bytes);
/// "about 12 min", "less than a minute", "1 h 20 min".
[[nodiscard]] QString duration(double seconds);
/// Date and time, short, local.
[[nodiscard]] QString dateTime(std::int64_t unixMillis);
/// "14:06", "yesterday", "20 Nov" or "20 Nov 2025", as seen at `now`.
[[nodiscard]] QString day(std::int64_t unixMillis, const QDateTime& now);
[[nodiscard]] QString timeOfDay(std::int64_t unixMillis);

}  // namespace detox::ui
