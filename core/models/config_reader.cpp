// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/config_reader.h"

#include <cmath>

namespace detox {

void ConfigReader::refuse(std::string_view key, const std::string& what) const {
    throw invalidInput((m_folder / "config.json").string() + ": '" + std::string(key) + "' " + what + ".");
}

const Json* ConfigReader::find(std::string_view key) const {
    const auto found = m_config.find(std::string(key));
    return found == m_config.end() || found->is_null() ? nullptr : &*found;
}

std::int64_t ConfigReader::integer(std::string_view key, IntegerRange range) const {
    const Json* value = find(key);
    if (value == nullptr) refuse(key, "is missing");
    const bool fits =
        value->is_number_integer() && (!value->is_number_unsigned() || value->get<std::uint64_t>() >> 63U == 0);
    const std::int64_t number = fits ? value->get<std::int64_t>() : 0;
    if (!fits || number < range.low || number > range.high) {
        refuse(key, "must be a whole number from " + std::to_string(range.low) + " to " + std::to_string(range.high));
    }
    return number;
}

std::int64_t ConfigReader::integerOr(std::string_view key, IntegerRange range, std::int64_t fallback) const {
    return find(key) == nullptr ? fallback : integer(key, range);
}

std::optional<std::int64_t> ConfigReader::tokenId(std::string_view key, std::int64_t vocabulary) const {
    const Json* value = find(key);
    if (value == nullptr) return std::nullopt;
    if (value->is_array() && !value->empty()) {
        const Json first = {{key, value->front()}};
        return inside(first).integer(key, {0, vocabulary - 1});
    }
    return integer(key, {0, vocabulary - 1});
}

double ConfigReader::positive(std::string_view key, double fallback) const {
    const Json* value = find(key);
    if (value == nullptr) return fallback;
    if (!value->is_number() || !(value->get<double>() > 0) || !std::isfinite(value->get<double>())) {
        refuse(key, "must be a number above 0");
    }
    return value->get<double>();
}

double ConfigReader::share(std::string_view key, double fallback) const {
    const Json* value = find(key);
    if (value == nullptr) return fallback;
    if (!value->is_number() || !(value->get<double>() >= 0 && value->get<double>() < 1)) {
        refuse(key, "must be a number from 0 to below 1");
    }
    return value->get<double>();
}

bool ConfigReader::flag(std::string_view key, bool fallback) const {
    const Json* value = find(key);
    if (value == nullptr) return fallback;
    if (!value->is_boolean()) refuse(key, "must be true or false");
    return value->get<bool>();
}

Activation ConfigReader::activation(std::string_view key) const {
    const Json* value = find(key);
    if (value == nullptr) refuse(key, "is missing");
    const auto known = value->is_string() ? activationFromText(value->get<std::string>()) : std::nullopt;
    if (!known) refuse(key, "names an activation that is not supported");
    return *known;
}

}  // namespace detox
