// SPDX-License-Identifier: GPL-3.0-or-later
// The shared library's only exported symbol; the engine itself is core/training/engine_impl.
#include "core/api/engine.h"

#include "core/training/engine_impl.h"

extern "C" __attribute__((visibility("default"))) detox::Engine* createEngine(const detox::EngineOptions& options) {
    return detox::makeEngine(options).release();
}
