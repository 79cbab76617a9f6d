// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace detox {

/// Element types as safetensors names them.
enum class DataType { Bool, U8, I8, I16, I32, I64, F16, BF16, F32, F64 };

[[nodiscard]] std::size_t bytesPerElement(DataType type);
/// "F32".
[[nodiscard]] std::string_view toText(DataType type);
[[nodiscard]] std::optional<DataType> dataTypeFromText(std::string_view name);

}  // namespace detox
