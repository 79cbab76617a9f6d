// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include "core/api/engine.h"
#include "core/util/result.h"

namespace detox {

/// Loads libdetox_engine.so (and with it libtorch: some hundred milliseconds) and makes the engine. Sets OpenMP's wait
/// policy to passive before, as spinning threads beside OpenBLAS's pool halve the speed. The library stays loaded for
/// the life of the process.
[[nodiscard]] Result<std::unique_ptr<Engine>> loadEngine(const std::filesystem::path& library,
                                                         const EngineOptions& options);

}  // namespace detox
