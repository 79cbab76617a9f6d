// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/models/activation_kind.h"
#include "core/util/json.h"

namespace detox {

struct IntegerRange {
    std::int64_t low = 1;
    std::int64_t high = 1;
};

/// Typed access to a model's config.json. Every member throws Error naming the file, the key and what is wrong with it.
class ConfigReader {
public:
    ConfigReader(const Json& config, std::filesystem::path folder) : m_config(config), m_folder(std::move(folder)) {}

    [[nodiscard]] std::int64_t integer(std::string_view key, IntegerRange range) const;
    [[nodiscard]] std::int64_t integerOr(std::string_view key, IntegerRange range, std::int64_t fallback) const;
    /// Null or absent: nothing. Of a list, its first.
    [[nodiscard]] std::optional<std::int64_t> tokenId(std::string_view key, std::int64_t vocabulary) const;
    [[nodiscard]] double positive(std::string_view key, double fallback) const;
    [[nodiscard]] double share(std::string_view key, double fallback) const;  ///< in [0, 1)
    [[nodiscard]] bool flag(std::string_view key, bool fallback) const;
    [[nodiscard]] Activation activation(std::string_view key) const;
    /// The value, or nullptr when absent or null.
    [[nodiscard]] const Json* find(std::string_view key) const;
    /// The same file, read inside one of its objects.
    [[nodiscard]] ConfigReader inside(const Json& object) const { return {object, m_folder}; }
    /// "config.json in FOLDER: KEY WHAT."
    [[noreturn]] void refuse(std::string_view key, const std::string& what) const;

private:
    const Json& m_config;
    std::filesystem::path m_folder;
};

}  // namespace detox
