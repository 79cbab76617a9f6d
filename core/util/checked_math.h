// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <concepts>
#include <optional>

/// Arithmetic on sizes that come from files: nothing instead of a wrapped value.
namespace detox {

template <std::integral T>
[[nodiscard]] constexpr std::optional<T> checkedAdd(T a, T b) {
    T out{};
    if (__builtin_add_overflow(a, b, &out)) return std::nullopt;
    return out;
}

template <std::integral T>
[[nodiscard]] constexpr std::optional<T> checkedMultiply(T a, T b) {
    T out{};
    if (__builtin_mul_overflow(a, b, &out)) return std::nullopt;
    return out;
}

}  // namespace detox
