// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "core/util/error.h"

namespace detox {

/// A value or the Error that explains why there is none. Everything that opens, parses, downloads or stores returns
/// one.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool ok() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return ok(); }

    /// Precondition: ok().
    [[nodiscard]] T& value() & { return std::get<0>(m_state); }
    [[nodiscard]] const T& value() const& { return std::get<0>(m_state); }
    /// By value: in `for (auto& x : f().value())` a reference would outlive the Result.
    [[nodiscard]] T value() && { return std::get<0>(std::move(m_state)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    /// Precondition: !ok().
    [[nodiscard]] const Error& error() const { return std::get<1>(m_state); }

    /// The value, or throws the Error: for use inside the engine, where errors are exceptions.
    T orThrow() && {
        if (!ok()) throw error();
        return std::move(*this).value();
    }

private:
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) {}

    [[nodiscard]] bool ok() const noexcept { return !m_error; }
    explicit operator bool() const noexcept { return ok(); }
    [[nodiscard]] const Error& error() const { return *m_error; }
    void orThrow() && {
        if (m_error) throw *m_error;
    }

private:
    std::optional<Error> m_error;
};

}  // namespace detox
