// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/util/result.h"

namespace detox {

using Json = nlohmann::json;
/// Keeps the order in which keys were written: for files that people read.
using OrderedJson = nlohmann::ordered_json;

struct JsonLimits {
    std::size_t maxBytes = 64U << 20U;
    std::size_t maxDepth = 64;
};

/// Parses `text`; refuses depth beyond the limit, millions of values, endless numbers and duplicate keys (the library
/// alone would keep the last one and overflow the stack on deep values). `name` is what the error calls the document.
[[nodiscard]] Result<Json> parseJson(std::string_view text, std::string_view name, const JsonLimits& limits = {});

[[nodiscard]] Result<Json> readJson(const std::filesystem::path& file, const JsonLimits& limits = {});

}  // namespace detox
