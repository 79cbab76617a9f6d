// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/weights_io.h"

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <utility>

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include "core/checkpoint/safetensors.h"

namespace detox {
namespace {

std::optional<at::ScalarType> weightType(DataType type) {
    switch (type) {
        case DataType::F16:
            return at::kHalf;
        case DataType::BF16:
            return at::kBFloat16;
        case DataType::F32:
            return at::kFloat;
        case DataType::F64:
            return at::kDouble;
        default:
            return std::nullopt;
    }
}

std::string shapeText(at::IntArrayRef shape) {
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    return text + "]";
}

std::span<std::byte> bytesOf(const at::Tensor& tensor) {
    return {static_cast<std::byte*>(tensor.data_ptr()), tensor.nbytes()};
}

bool isIgnored(const std::string& name, const TensorTable& table) {
    const auto starts = [&](const std::string& prefix) { return name.starts_with(prefix); };
    const auto ends = [&](const std::string& suffix) { return name.ends_with(suffix); };
    return std::any_of(table.ignoredPrefixes.begin(), table.ignoredPrefixes.end(), starts) ||
           std::any_of(table.ignoredSuffixes.begin(), table.ignoredSuffixes.end(), ends);
}

/// The file's tensor for a name of the table, with or without the family's base prefix; nullptr: none.
const TensorEntry* findEntry(const TensorSource& source, const TensorTable& table, const std::string& name) {
    const TensorEntry* entry = source.find(name);
    if (entry != nullptr || table.basePrefix.empty() || !name.starts_with(table.basePrefix)) return entry;
    return source.find(std::string_view(name).substr(table.basePrefix.size()));
}

void readInto(const TensorSource& source, const TensorEntry& entry, const TensorPlace& place) {
    const std::string where = "'" + entry.name + "' in " + source.fileOf(entry).string();
    if (entry.shape != place.shape) {
        throw invalidInput("Tensor " + where + " has shape " + shapeText(entry.shape) + ", but config.json asks for " +
                           shapeText(place.shape) + ".");
    }
    const auto type = weightType(entry.type);
    if (!type) {
        throw unsupported("Tensor " + where + " has element type " + std::string(toText(entry.type)) +
                          ", which holds no weights; float32, float16 and bfloat16 are read.");
    }
    if (*type == at::kFloat && place.view.is_contiguous()) {
        source.read(entry, bytesOf(place.view)).orThrow();
        return;
    }
    const at::Tensor staged = at::empty(place.view.sizes(), *type);
    source.read(entry, bytesOf(staged)).orThrow();
    place.view.copy_(staged);
}

void refuseUnexpected(const TensorSource& source, const TensorTable& table, const std::set<std::string>& used) {
    for (const TensorEntry& entry : source.entries()) {
        if (used.contains(entry.name) || isIgnored(entry.name, table)) continue;
        throw invalidInput("Tensor '" + entry.name + "' in " + source.fileOf(entry).string() +
                           " does not belong to a model of the kind config.json describes.");
    }
}

std::string anyFile(const TensorSource& source) {
    return source.entries().empty() ? "the weights" : source.fileOf(source.entries().front()).string();
}

}  // namespace

void loadParameters(const TensorSource& source, const TensorTable& table, const ParameterSet& parameters) {
    const c10::NoGradGuard noGrad;
    std::set<std::string> used;
    for (const TensorMapping& mapping : table.mappings) {
        const TensorEntry* entry = findEntry(source, table, mapping.checkpointName);
        if (entry == nullptr) {
            throw invalidInput("Tensor '" + mapping.checkpointName + "' is missing from " + anyFile(source) + ".");
        }
        readInto(source, *entry, placeOf(mapping, parameters.get(mapping.parameter)));
        used.insert(entry->name);
    }
    refuseUnexpected(source, table, used);
}

void saveParameters(const std::filesystem::path& file, const TensorTable& table, const ParameterSet& parameters,
                    DataType type) {
    const auto scalar = weightType(type);
    if (!scalar) throw internalError("Weights cannot be written as " + std::string(toText(type)) + ".");
    std::vector<NamedTensor> kept = checkpointViews(table, parameters);
    std::vector<TensorToWrite> tensors;
    for (NamedTensor& view : kept) {
        view.tensor = view.tensor.to(at::kCPU, *scalar).contiguous();
        tensors.push_back({view.name, type, view.tensor.sizes().vec(), bytesOf(view.tensor)});
    }
    writeSafetensors(file, tensors).orThrow();
}

}  // namespace detox
