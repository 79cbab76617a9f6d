// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/api/engine.h"

namespace detox {

[[nodiscard]] std::unique_ptr<Engine> makeEngine(const EngineOptions& options);

}  // namespace detox
