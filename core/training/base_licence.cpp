// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/base_licence.h"

#include <algorithm>
#include <sstream>
#include <string_view>

#include "core/util/files.h"

namespace detox {
namespace {

constexpr std::size_t kMaxCardBytes = 4U << 20U;
constexpr std::size_t kMaxLicenceBytes = 100;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kAround = " \t\r\"'";
    const std::size_t first = text.find_first_not_of(kAround);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kAround) - first + 1);
}

/// The value of a line "KEY: VALUE"; empty for any other line.
std::string_view valueOf(std::string_view line, std::string_view key) {
    if (!line.starts_with(key)) return {};
    return trimmed(line.substr(key.size()));
}

bool isPlain(std::string_view name) {
    const auto isAllowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '+' ||
               c == '-' || c == '_';
    };
    return !name.empty() && name.size() <= kMaxLicenceBytes && std::all_of(name.begin(), name.end(), isAllowed);
}

}  // namespace

std::string statedLicence(const std::filesystem::path& folder) {
    const auto card = readFile(folder / "README.md", kMaxCardBytes);
    if (!card) return {};
    std::istringstream lines(*card);
    std::string line;
    if (!std::getline(lines, line) || trimmed(line) != "---") return {};
    std::string licence;
    std::string name;
    while (std::getline(lines, line) && trimmed(line) != "---") {
        if (const auto value = valueOf(line, "license:"); isPlain(value)) licence = value;
        if (const auto value = valueOf(line, "license_name:"); isPlain(value)) name = value;
    }
    return licence == "other" && !name.empty() ? name : licence;
}

}  // namespace detox
