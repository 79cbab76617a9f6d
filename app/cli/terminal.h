// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Every byte this program prints passes here: text that came from outside cannot drive the terminal.
namespace detox::cli {

/// On stdout, with control characters made visible; line breaks stay.
void print(std::string_view text);
void printLine(std::string_view text);
/// "detox: …" on stderr.
void complain(std::string_view message);
/// A line on stderr.
void note(std::string_view message);

/// Replaces the current line of a terminal on stderr; nothing on a file or pipe.
void showStatus(std::string_view text);
[[nodiscard]] bool statusIsShown();

/// "0.123"; "–" for NaN. Independent of the locale.
[[nodiscard]] std::string fixed(double value, int digits);
/// "1 h 02 min", "3 min 20 s", "12 s".
[[nodiscard]] std::string duration(double seconds);

/// Columns padded to their widest cell, two spaces between; the first row is the heading. Columns from the second on
/// are right-aligned when `numbers`.
enum class Align { Left, NumbersRight };
[[nodiscard]] std::string table(const std::vector<std::vector<std::string>>& rows, Align align = Align::Left);

}  // namespace detox::cli
