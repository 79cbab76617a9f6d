// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace detox {

/// `bytes` numbers of `value`, the lowest first.
inline std::string littleEndian(std::uint64_t value, std::size_t bytes) {
    std::string out;
    for (std::size_t i = 0; i < bytes; ++i, value >>= 8U) out += static_cast<char>(value & 255U);
    return out;
}

/// A tensor as torch.save pickles it: the arguments of _rebuild_tensor_v2.
struct PickledTensor {
    std::string type = "FloatStorage";
    std::string key = "0";
    std::int64_t elements = 4;  ///< of the storage
    std::int64_t offset = 0;
    std::vector<std::int64_t> shape = {4};
    std::vector<std::int64_t> strides = {1};
};

/// Writes a pickle instruction by instruction, right or wrong.
class PickleWriter {
public:
    explicit PickleWriter(int protocol = 2) { raw("\x80").raw(std::string(1, static_cast<char>(protocol))); }

    PickleWriter& raw(std::string_view bytes) {
        m_bytes += bytes;
        return *this;
    }
    PickleWriter& text(std::string_view value) { return raw("X").raw(littleEndian(value.size(), 4)).raw(value); }
    PickleWriter& integer(std::int64_t value) {
        return raw("\x8a\x08").raw(littleEndian(static_cast<std::uint64_t>(value), 8));
    }
    PickleWriter& name(std::string_view module, std::string_view name) {
        return raw("c").raw(module).raw("\n").raw(name).raw("\n");
    }
    PickleWriter& integers(const std::vector<std::int64_t>& values) {
        raw("(");
        for (const auto value : values) integer(value);
        return raw("t");
    }
    /// A call of `module`.`name` with the text as its one argument.
    PickleWriter& call(std::string_view module, std::string_view name, std::string_view argument) {
        return this->name(module, name).text(argument).raw("\x85R");
    }
    PickleWriter& storage(const PickledTensor& tensor) {
        raw("(").text("storage").name("torch", tensor.type).text(tensor.key).text("cpu").integer(tensor.elements);
        return raw("tQ");
    }
    PickleWriter& tensor(const PickledTensor& tensor) {
        name("torch._utils", "_rebuild_tensor_v2").raw("(").storage(tensor).integer(tensor.offset);
        integers(tensor.shape).integers(tensor.strides);
        return raw("\x89").name("collections", "OrderedDict").raw(")RtR");
    }
    /// The bytes, ended by STOP.
    [[nodiscard]] std::string done() const { return m_bytes + "."; }

private:
    std::string m_bytes;
};

}  // namespace detox
