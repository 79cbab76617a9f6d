// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cerrno>
#include <fcntl.h>

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

std::vector<const TensorToWrite*> inFileOrder(const std::vector<TensorToWrite>& tensors) {
    std::vector<const TensorToWrite*> order;
    for (const auto& tensor : tensors) order.push_back(&tensor);
    std::sort(order.begin(), order.end(), [](const TensorToWrite* a, const TensorToWrite* b) {
        return std::pair(-rankOf(a->type), std::string_view(a->name)) <
               std::pair(-rankOf(b->type), std::string_view(b->name));
    });
    return order;
}

bool sizeFits(const TensorToWrite& tensor) {
    std::int64_t bytes = static_cast<std::int64_t>(bytesPerElement(tensor.type));
    for (const std::int64_t size : tensor.shape) {
        const auto product = size < 0 ? std::nullopt : checkedMultiply(bytes, size);
        if (!product) return false;
        bytes = *product;
    }
    return static_cast<std::size_t>(bytes) == tensor.bytes.size();
}

Result<void> check(const std::vector<const TensorToWrite*>& order) {
    for (std::size_t i = 0; i < order.size(); ++i) {
        const TensorToWrite& tensor = *order[i];
        const std::string name = "The tensor " + log::quoted(tensor.name);
        if (tensor.name == "__metadata__" || !utf8::isValid(tensor.name)) {
            return internalError(name + " has a name that cannot be written.");
        }
        if (!sizeFits(tensor)) return internalError(name + " has more or fewer bytes than its shape.");
    }
    std::vector<std::string_view> names;
    for (const auto* tensor : order) names.push_back(tensor->name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end()) return internalError("The tensor " + log::quoted(*twice) + " would be written twice.");
    return {};
}

std::string headerOf(const std::vector<const TensorToWrite*>& order,
                     const std::map<std::string, std::string>& metadata) {
    OrderedJson header = OrderedJson::object();
    if (!metadata.empty()) header["__metadata__"] = metadata;
    std::size_t offset = 0;
    for (const auto* tensor : order) {
        header[tensor->name] = {{"dtype", toText(tensor->type)},
                                {"shape", tensor->shape},
                                {"data_offsets", {offset, offset + tensor->bytes.size()}}};
        offset += tensor->bytes.size();
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

Result<void> writeSafetensors(const std::filesystem::path& file, const std::vector<TensorToWrite>& tensors,
                              const std::map<std::string, std::string>& metadata) {
    const auto order = inFileOrder(tensors);
    if (auto checked = check(order); !checked) return checked;
    const FileDescriptor fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (fd.get() < 0) return ioError("Cannot write " + file.string(), errno);
    const std::string header = headerOf(order, metadata);
    if (auto written = writeAll(fd.get(), littleEndian(header.size()) + header, file); !written) return written;
    for (const auto* tensor : order) {
        const std::string_view bytes(reinterpret_cast<const char*>(tensor->bytes.data()), tensor->bytes.size());
        if (auto written = writeAll(fd.get(), bytes, file); !written) return written;
    }
    return {};
}

}  // namespace detox
