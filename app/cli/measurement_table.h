// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/api/update_report.h"

namespace detox::cli {

struct MeasuredColumn {
    std::string heading;
    std::optional<Measurement> measured;
};

/// DESIGN 8's words as rows, `left` and `right` as columns; empty when nothing was measured.
[[nodiscard]] std::string measurementTable(const MeasuredColumn& left, const MeasuredColumn& right);

}  // namespace detox::cli
