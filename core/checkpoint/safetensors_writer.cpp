// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <numeric>

#include "core/checkpoint/safetensors.h"
#include "core/util/checked_math.h"
#include "core/util/files.h"
#include "core/util/json.h"
#include "core/util/log.h"
#include "core/util/utf8.h"

namespace detox {
namespace {

/// Order of the reference's Dtype enumeration (huggingface/safetensors src/tensor.rs); it sorts by it, largest first.
int rankOf(DataType type) {
    switch (type) {
        case DataType::Bool:
            return 0;
        case DataType::U8:
            return 1;
        case DataType::I8:
            return 2;
        case DataType::I16:
            return 3;
        case DataType::F16:
            return 4;
        case DataType::BF16:
            return 5;
        case DataType::I32:
            return 6;
        case DataType::F32:
            return 7;
        case DataType::F64:
            return 8;
        case DataType::I64:
            return 9;
    }
    return 0;
}

std::vector<std::size_t> inFileOrder(const std::vector<TensorEntry>& tensors) {
    std::vector<std::size_t> order(tensors.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto place = [&](std::size_t index) {
        return std::pair(-rankOf(tensors[index].type), std::string_view(tensors[index].name));
    };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return place(a) < place(b); });
    return order;
}

bool sizeFits(const TensorEntry& tensor) {
    std::int64_t bytes = static_cast<std::int64_t>(bytesPerElement(tensor.type));
    for (const std::int64_t size : tensor.shape) {
        const auto product = size < 0 ? std::nullopt : checkedMultiply(bytes, size);
        if (!product) return false;
        bytes = *product;
    }
    return static_cast<std::size_t>(bytes) == tensor.bytes;
}

Error wrongSize(const TensorEntry& tensor) {
    return internalError("The tensor " + log::quoted(tensor.name) + " has more or fewer bytes than its shape.");
}

Result<void> check(const std::vector<TensorEntry>& tensors) {
    std::vector<std::string_view> names;
    for (const TensorEntry& tensor : tensors) {
        if (tensor.name == "__metadata__" || !utf8::isValid(tensor.name)) {
            return internalError("The tensor " + log::quoted(tensor.name) + " has a name that cannot be written.");
        }
        if (!sizeFits(tensor)) return wrongSize(tensor);
        names.push_back(tensor.name);
    }
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end()) return internalError("The tensor " + log::quoted(*twice) + " would be written twice.");
    return {};
}

std::string headerOf(const std::vector<TensorEntry>& tensors, const std::vector<std::size_t>& order,
                     const std::map<std::string, std::string>& metadata) {
    OrderedJson header = OrderedJson::object();
    if (!metadata.empty()) header["__metadata__"] = metadata;
    std::size_t offset = 0;
    for (const std::size_t index : order) {
        const TensorEntry& tensor = tensors[index];
        header[tensor.name] = {
            {"dtype", toText(tensor.type)}, {"shape", tensor.shape}, {"data_offsets", {offset, offset + tensor.bytes}}};
        offset += tensor.bytes;
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');
    return text;
}

std::string littleEndian(std::uint64_t value) {
    std::string bytes(8, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>((value >> (8 * i)) & 255U);
    return bytes;
}

}  // namespace

Result<void> writeSafetensors(const std::filesystem::path& file, const std::vector<TensorEntry>& tensors,
                              const BytesOfTensor& bytesOf, const std::map<std::string, std::string>& metadata) {
    if (auto checked = check(tensors); !checked) return checked;
    const FileDescriptor fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (fd.get() < 0) return ioError("Cannot write " + file.string(), errno);
    const auto order = inFileOrder(tensors);
    const std::string header = headerOf(tensors, order, metadata);
    if (auto written = writeAll(fd.get(), littleEndian(header.size()) + header, file); !written) return written;
    for (const std::size_t index : order) {
        const auto bytes = bytesOf(index);
        if (!bytes) return bytes.error();
        if (bytes->size() != tensors[index].bytes) return wrongSize(tensors[index]);
        const std::string_view view(reinterpret_cast<const char*>(bytes->data()), bytes->size());
        if (auto written = writeAll(fd.get(), view, file); !written) return written;
    }
    return {};
}

Result<void> writeSafetensors(const std::filesystem::path& file, const std::vector<TensorToWrite>& tensors,
                              const std::map<std::string, std::string>& metadata) {
    std::vector<TensorEntry> entries;
    for (const TensorToWrite& t : tensors) entries.push_back({t.name, t.type, t.shape, t.bytes.size()});
    return writeSafetensors(
        file, entries, [&](std::size_t index) { return tensors[index].bytes; }, metadata);
}

}  // namespace detox
