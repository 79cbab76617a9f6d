// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace detox {

/// The wire types of protocol buffers that this program accepts (groups are not).
enum class WireType { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

struct ProtobufField {
    std::uint32_t number = 0;
    WireType type = WireType::Varint;
    std::uint64_t value = 0;  ///< Varint, Fixed64, Fixed32
    std::string_view bytes;   ///< Bytes
};

/// Walks the fields of one serialized message without trusting it. Views into the message.
class ProtobufReader {
public:
    explicit ProtobufReader(std::string_view message) : m_rest(message) {}
    /// The next field; nothing at the end or where the message is malformed.
    [[nodiscard]] std::optional<ProtobufField> next();
    /// After next() gave nothing: whether the message was well-formed.
    [[nodiscard]] bool atEnd() const { return m_rest.empty() && !m_malformed; }

private:
    [[nodiscard]] std::optional<std::uint64_t> varint();
    [[nodiscard]] std::optional<std::string_view> take(std::uint64_t count);
    [[nodiscard]] bool readValue(ProtobufField& field);

    std::string_view m_rest;
    bool m_malformed = false;
};

}  // namespace detox
