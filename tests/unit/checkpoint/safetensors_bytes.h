// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace detox {

/// A safetensors file put together by hand: length, header, `dataBytes` data bytes.
inline std::string safetensorsBytes(std::string_view header, std::size_t dataBytes) {
    std::string out(8, '\0');
    for (std::size_t i = 0; i < 8; ++i) out[i] = static_cast<char>((header.size() >> (8 * i)) & 255U);
    out += header;
    out.append(dataBytes, '\x01');
    return out;
}

}  // namespace detox
