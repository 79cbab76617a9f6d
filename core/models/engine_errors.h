// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <type_traits>
#include <utility>

#include "core/util/result.h"

namespace detox {

/// The one place where what the engine or libtorch throws becomes an Error: libtorch's message without its backtrace
/// (the full one goes to the log), std::bad_alloc and libtorch's out-of-memory as OutOfMemory. Call it inside a
/// handler.
[[nodiscard]] Error currentEngineError();

/// Runs `work` and returns its value, or the Error it threw: the border between the engine and the api.
template <class F>
[[nodiscard]] auto engineResult(F&& work) -> Result<decltype(std::forward<F>(work)())> {
    try {
        if constexpr (std::is_void_v<decltype(work())>) {
            work();
            return {};
        } else {
            return work();
        }
    } catch (...) {
        return currentEngineError();
    }
}

}  // namespace detox
