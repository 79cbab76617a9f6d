// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/api/model_facts.h"

namespace detox {

/// Engine::inspect. Throws Error.
[[nodiscard]] ModelFacts inspectModel(const std::filesystem::path& folder);

}  // namespace detox
