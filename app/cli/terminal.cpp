// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/terminal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <unistd.h>

#include "core/util/utf8.h"

namespace detox::cli {
namespace {

void write(std::FILE* stream, std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stream);
    std::fflush(stream);
}

/// Columns a terminal uses, near enough for padding: one per code point.
std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string padded(const std::string& cell, std::size_t columns, bool right) {
    const std::string space(columns - std::min(columns, width(cell)), ' ');
    return right ? space + cell : cell + space;
}

std::string rowText(const std::vector<std::string>& row, const std::vector<std::size_t>& widths, Align align) {
    std::string out;
    for (std::size_t column = 0; column < row.size(); ++column) {
        out += column == 0 ? "" : "  ";
        out += padded(row[column], widths[column], align == Align::NumbersRight && column > 0);
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out + "\n";
}

}  // namespace

void print(std::string_view text) {
    write(stdout, utf8::visible(text));
}

void printLine(std::string_view text) {
    write(stdout, utf8::visible(text) + "\n");
}

void complain(std::string_view message) {
    note("detox: " + std::string(message));
}

void note(std::string_view message) {
    showStatus("");
    write(stderr, utf8::visible(message) + "\n");
}

bool statusIsShown() {
    return ::isatty(STDERR_FILENO) == 1;
}

void showStatus(std::string_view text) {
    if (!statusIsShown()) return;
    constexpr std::string_view kEraseLine = "\r\x1b[K";
    write(stderr, std::string(kEraseLine) + utf8::visible(text, utf8::Newlines::Escape));
}

std::string fixed(double value, int digits) {
    if (std::isnan(value)) return "–";
    std::array<char, 350> buffer{};
    const auto [end, code] =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, digits);
    return code == std::errc() ? std::string(buffer.data(), end) : std::string("–");
}

std::string duration(double seconds) {
    const auto total = static_cast<long>(std::lround(std::max(seconds, 0.0)));
    const auto two = [](long n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    if (total >= 3600) return std::to_string(total / 3600) + " h " + two(total / 60 % 60) + " min";
    if (total >= 60) return std::to_string(total / 60) + " min " + two(total % 60) + " s";
    return std::to_string(total) + " s";
}

std::string table(const std::vector<std::vector<std::string>>& rows, Align align) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
    }
    std::string out;
    for (const auto& row : rows) out += rowText(row, widths, align);
    return out;
}

}  // namespace detox::cli
