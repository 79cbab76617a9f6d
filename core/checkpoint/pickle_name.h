// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace detox {

/// A Python name as a pickle spells it.
struct PickleName {
    std::string_view module;
    std::string_view name;
    friend bool operator==(const PickleName&, const PickleName&) = default;
};

inline constexpr PickleName kOrderedDict{"collections", "OrderedDict"};
inline constexpr PickleName kRebuildTensor{"torch._utils", "_rebuild_tensor_v2"};
inline constexpr PickleName kRebuildParameter{"torch._utils", "_rebuild_parameter"};
inline constexpr PickleName kTorchSize{"torch", "Size"};

/// The number of a name that a pickle of weights may use: one of the above or a storage of torch whose elements are
/// read. Nothing for every other name.
[[nodiscard]] std::optional<std::uint32_t> numberOf(const PickleName& name);
/// Precondition: `number` came from numberOf.
[[nodiscard]] PickleName nameOf(std::uint32_t number);

}  // namespace detox
