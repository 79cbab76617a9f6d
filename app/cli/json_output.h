// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/api/generation.h"
#include "core/api/update_report.h"
#include "core/util/json.h"

/// The JSON shapes of the command line's contract. Numbers that are not finite are null.
namespace detox::cli {

[[nodiscard]] OrderedJson jsonOf(double value);
[[nodiscard]] OrderedJson jsonOf(const std::optional<Measurement>& measured);
[[nodiscard]] OrderedJson jsonOf(const UpdateReport& report);
/// {"text", "ids"}
[[nodiscard]] OrderedJson jsonOf(const GeneratedText& text);

/// One line on stdout. Bytes that are not UTF-8 become U+FFFD; control characters are escaped as JSON has it.
void printJson(const OrderedJson& json);

}  // namespace detox::cli
