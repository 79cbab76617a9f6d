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

std::string described(const TensorSource& source, const TensorEntry& entry) {
    return "Tensor '" + entry.name + "' in " + source.fileOf(entry).string();
}

at::ScalarType requireWeightType(const TensorSource& source, const TensorEntry& entry) {
    const auto type = weightType(entry.type);
    if (type) return *type;
    throw unsupported(described(source, entry) + " has element type " + std::string(toText(entry.type)) +
                      ", which holds no weights; float32, float16 and bfloat16 are read.");
}

void checkPlace(const TensorSource& source, const TensorEntry& entry, const TensorPlace& place) {
    if (entry.shape != place.shape) {
        throw invalidInput(described(source, entry) + " has shape " + shapeText(entry.shape) +
                           ", but config.json asks for " + shapeText(place.shape) + ".");
    }
    (void)requireWeightType(source, entry);
}

void readInto(const TensorSource& source, const TensorEntry& entry, const TensorPlace& place) {
    if (entry.type == DataType::F32 && place.view.is_contiguous()) {
        source.read(entry, bytesOf(place.view)).orThrow();
        return;
    }
    const at::Tensor staged = at::empty(place.view.sizes(), requireWeightType(source, entry));
    source.read(entry, bytesOf(staged)).orThrow();
    place.view.copy_(staged);
}

void refuseUnexpected(const TensorSource& source, const TensorTable& table, const std::set<std::string>& used) {
    for (const TensorEntry& entry : source.entries()) {
        if (used.contains(entry.name) || isIgnored(entry.name, table)) continue;
        throw invalidInput(described(source, entry) + " does not belong to a model of the kind config.json describes.");
    }
}

std::string anyFile(const TensorSource& source) {
    return source.entries().empty() ? "the weights" : source.fileOf(source.entries().front()).string();
}

at::ScalarType writtenType(DataType type) {
    if (type != DataType::F32 && type != DataType::BF16 && type != DataType::F16) {
        throw internalError("Weights cannot be written as " + std::string(toText(type)) + ".");
    }
    return *weightType(type);
}

bool becameInfinite(const at::Tensor& from, const at::Tensor& to) {
    return to.isinf().logical_and_(from.isinf().logical_not_()).any().item<bool>();
}

/// With or without the family's base prefix; nullptr: none.
const TensorEntry* findNamed(const TensorSource& source, const TensorTable& table, const std::string& name) {
    const TensorEntry* entry = source.find(name);
    if (entry != nullptr || table.basePrefix.empty() || !name.starts_with(table.basePrefix)) return entry;
    return source.find(std::string_view(name).substr(table.basePrefix.size()));
}

struct MatchedTensor {
    const TensorEntry* entry;
    TensorPlace place;
};

/// The file's tensor for each mapping, after every refusal.
std::vector<MatchedTensor> match(const TensorSource& source, const TensorTable& table, const ParameterSet& parameters) {
    std::vector<MatchedTensor> all;
    std::set<std::string> used;
    for (const TensorMapping& mapping : table.mappings) {
        const TensorEntry* entry = findTensor(source, table, mapping.checkpointName);
        if (entry == nullptr) {
            throw invalidInput("Tensor '" + mapping.checkpointName + "' is missing from " + anyFile(source) + ".");
        }
        all.push_back({entry, placeOf(mapping, parameters.get(mapping.parameter))});
        checkPlace(source, *entry, all.back().place);
        used.insert(entry->name);
    }
    refuseUnexpected(source, table, used);
    return all;
}

}  // namespace

const TensorEntry* findTensor(const TensorSource& source, const TensorTable& table, const std::string& name) {
    const TensorEntry* entry = findNamed(source, table, name);
    for (const OtherEnding& other : table.otherEndings) {
        if (entry != nullptr) break;
        if (!name.ends_with(other.ending)) continue;
        entry = findNamed(source, table, name.substr(0, name.size() - other.ending.size()) + other.inFile);
    }
    return entry;
}

at::Tensor readFloat(const TensorSource& source, const TensorEntry& entry) {
    const at::Tensor values = at::empty(entry.shape, requireWeightType(source, entry));
    source.read(entry, bytesOf(values)).orThrow();
    return values.to(at::kFloat);
}

void loadParameters(const TensorSource& source, const TensorTable& table, const ParameterSet& parameters) {
    const c10::NoGradGuard noGrad;
    for (const MatchedTensor& matched : match(source, table, parameters)) {
        readInto(source, *matched.entry, matched.place);
    }
}

void checkParameters(const TensorSource& source, const TensorTable& table, const ParameterSet& parameters) {
    const c10::NoGradGuard noGrad;
    (void)match(source, table, parameters);
}

at::Tensor asWritten(const std::string& name, const at::Tensor& given, DataType type) {
    const at::ScalarType scalar = writtenType(type);
    const at::Tensor view = given.detach().cpu();
    if (view.scalar_type() == scalar && view.is_contiguous()) return view;
    at::Tensor copy = at::empty(view.sizes(), scalar);
    copy.copy_(view);
    if (scalar == at::kHalf && becameInfinite(view, copy)) {
        throw invalidInput("Tensor '" + name +
                           "' has values beyond float16's largest, 65504. Export as bfloat16 or float32.");
    }
    return copy;
}

void saveParameters(const std::filesystem::path& file, const TensorTable& table, const ParameterSet& parameters,
                    const WeightsFormat& format) {
    saveParameters(
        file, table, [&](const std::string& parameter) { return parameters.get(parameter); }, format);
}

void saveParameters(const std::filesystem::path& file, const TensorTable& table, const ParameterValues& valueOf,
                    const WeightsFormat& format) {
    std::vector<TensorEntry> entries;
    for (const TensorMapping& m : table.mappings) {
        const TensorPlace place = placeOf(m, valueOf(m.parameter));
        const std::size_t bytes = static_cast<std::size_t>(place.view.numel()) * bytesPerElement(format.type);
        entries.push_back({m.checkpointName, format.type, place.shape, bytes});
    }
    at::Tensor written;
    const auto bytesOfTensor = [&](std::size_t index) -> Result<std::span<const std::byte>> {
        format.beforeEach();
        written.reset();  // before the next copy is made
        const TensorMapping& m = table.mappings[index];
        written = asWritten(m.checkpointName, placeOf(m, valueOf(m.parameter)).view, format.type);
        return std::span<const std::byte>(bytesOf(written));
    };
    writeShardedSafetensors(file, entries, bytesOfTensor, format.maxShardBytes).orThrow();
}

void requireSame(const TensorSource& written, const std::string& name, const at::Tensor& values, DataType type) {
    const TensorEntry* entry = written.find(name);
    const at::Tensor expected = asWritten(name, values, type);
    if (entry != nullptr && entry->type == type && entry->bytes == expected.nbytes()) {
        const at::Tensor found = at::empty(expected.sizes(), expected.scalar_type());
        written.read(*entry, bytesOf(found)).orThrow();
        if (std::ranges::equal(bytesOf(found), bytesOf(expected))) return;
    }
    throw Error(ErrorKind::Io, "Tensor '" + name + "' in " + anyFile(written) +
                                   " was not read back as it was written. Check the disk and export again.");
}

std::int64_t requireSame(const TensorSource& written, const TensorTable& table, const ParameterSet& parameters,
                         const WeightsFormat& format) {
    for (const TensorMapping& m : table.mappings) {
        format.beforeEach();
        requireSame(written, m.checkpointName, placeOf(m, parameters.get(m.parameter)).view, format.type);
    }
    return std::ssize(table.mappings);
}

}  // namespace detox
