// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_alphabet.h"

#include "core/util/utf8.h"

namespace detox {
namespace {

bool standsForItself(char32_t byte) {
    return (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || (byte >= 0xAE && byte <= 0xFF);
}

}  // namespace

ByteAlphabet::ByteAlphabet() {
    m_bytes.fill(-1);
    char32_t next = 0x100;
    for (char32_t byte = 0; byte < 256; ++byte) {
        const char32_t character = standsForItself(byte) ? byte : next++;
        utf8::append(m_characters[byte], character);
        m_bytes[character] = static_cast<int>(byte);
    }
}

std::optional<std::string> ByteAlphabet::bytesOf(std::string_view entry) const {
    std::string bytes;
    while (!entry.empty()) {
        const utf8::Decoded first = utf8::decodeFirst(entry);
        if (!first.valid || first.codePoint >= m_bytes.size() || m_bytes[first.codePoint] < 0) return std::nullopt;
        bytes.push_back(static_cast<char>(m_bytes[first.codePoint]));
        entry.remove_prefix(first.length);
    }
    return bytes;
}

}  // namespace detox
