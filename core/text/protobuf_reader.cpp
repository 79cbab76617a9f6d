// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/protobuf_reader.h"

namespace detox {
namespace {

std::uint64_t littleEndian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) value = (value << 8U) | static_cast<unsigned char>(bytes[i]);
    return value;
}

}  // namespace

std::optional<std::uint64_t> ProtobufReader::varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !m_rest.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(m_rest.front());
        m_rest.remove_prefix(1);
        if (shift == 63 && byte > 1) return std::nullopt;
        value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
        if (byte < 0x80) return value;
    }
    return std::nullopt;
}

std::optional<std::string_view> ProtobufReader::take(std::uint64_t count) {
    if (count > m_rest.size()) return std::nullopt;
    const std::string_view taken = m_rest.substr(0, count);
    m_rest.remove_prefix(count);
    return taken;
}

bool ProtobufReader::readValue(ProtobufField& field) {
    std::optional<std::string_view> bytes;
    switch (field.type) {
        case WireType::Varint: {
            const auto value = varint();
            field.value = value.value_or(0);
            return value.has_value();
        }
        case WireType::Bytes: {
            const auto length = varint();
            bytes = length ? take(*length) : std::nullopt;
            field.bytes = bytes.value_or(std::string_view());
            return bytes.has_value();
        }
        case WireType::Fixed64:
            bytes = take(8);
            break;
        case WireType::Fixed32:
            bytes = take(4);
            break;
        default:
            return false;
    }
    if (bytes) field.value = littleEndian(*bytes);
    return bytes.has_value();
}

std::optional<ProtobufField> ProtobufReader::next() {
    if (m_rest.empty() || m_malformed) return std::nullopt;
    const auto tag = varint();
    ProtobufField field;
    field.number = static_cast<std::uint32_t>(tag.value_or(0) >> 3U);
    field.type = static_cast<WireType>(tag.value_or(0) & 7U);
    m_malformed = !tag || *tag > 0xFFFFFFFFU || field.number == 0 || !readValue(field);
    if (m_malformed) return std::nullopt;
    return field;
}

}  // namespace detox
