// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/api/engine.h"

namespace detox::ui {

/// The engine, waited for on a worker's thread; every call gives the same one.
using EngineProvider = std::function<Result<Engine*>()>;

}  // namespace detox::ui
