// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace detox {

/// The printable character that stands for each byte in a byte-level vocabulary (openai/gpt-2 src/encoder.py,
/// bytes_to_unicode): printable Latin-1 stands for itself, the rest follows from U+0100.
class ByteAlphabet {
public:
    ByteAlphabet();
    /// UTF-8 of the character that stands for `byte`.
    [[nodiscard]] const std::string& characterOf(unsigned char byte) const { return m_characters[byte]; }
    /// The bytes a vocabulary entry stands for; nothing when it has characters outside the alphabet.
    [[nodiscard]] std::optional<std::string> bytesOf(std::string_view entry) const;

private:
    std::array<std::string, 256> m_characters;
    std::array<int, 0x144> m_bytes{};  ///< by code point; −1: none
};

}  // namespace detox
