// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/pytorch_state.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "core/checkpoint/foreign_file.h"
#include "core/util/checked_math.h"
#include "core/util/log.h"
#include "core/util/utf8.h"

namespace detox {
namespace {

constexpr std::size_t kMaxTensors = 100'000;
constexpr std::size_t kMaxRank = 8;
constexpr std::size_t kMaxNameBytes = 4096;

struct StorageType {
    std::string_view name;
    DataType type;
};

constexpr std::array<StorageType, 10> kStorageTypes{{{"DoubleStorage", DataType::F64},
                                                     {"FloatStorage", DataType::F32},
                                                     {"HalfStorage", DataType::F16},
                                                     {"BFloat16Storage", DataType::BF16},
                                                     {"LongStorage", DataType::I64},
                                                     {"IntStorage", DataType::I32},
                                                     {"ShortStorage", DataType::I16},
                                                     {"CharStorage", DataType::I8},
                                                     {"ByteStorage", DataType::U8},
                                                     {"BoolStorage", DataType::Bool}}};

std::optional<DataType> storageType(const PickleName& name) {
    const auto found = std::find_if(kStorageTypes.begin(), kStorageTypes.end(),
                                    [&](const StorageType& type) { return type.name == name.name; });
    return found == kStorageTypes.end() ? std::nullopt : std::optional(found->type);
}

/// A storage, or the part of one that an old file's id names; in elements.
struct StorageView {
    std::size_t storage = 0;
    std::int64_t begin = 0;
    std::int64_t end = 0;
};

/// Finds storages first, then tensors. Every function that can fail says why as the end of a sentence about the file.
class StateReader {
public:
    StateReader(const Pickle& pickle, std::uint64_t fileBytes, const std::filesystem::path& file)
        : m_pickle(pickle), m_fileBytes(fileBytes), m_file(file) {}
    Result<PytorchState> run();

private:
    struct Level {
        PickleRef dictionary = 0;
        std::size_t next = 0;
        std::string prefix;
    };

    [[nodiscard]] Error broken(const std::string& reason) const { return detox::broken(m_file, reason); }
    [[nodiscard]] Error badTensor(const std::string& name, const std::string& reason) const {
        return invalidInput(m_file.string() + ", tensor " + log::quoted(name) + ": " + reason +
                            ". Copy or download the file again.");
    }
    [[nodiscard]] std::optional<std::int64_t> count(PickleRef ref) const;
    [[nodiscard]] std::optional<std::vector<std::int64_t>> counts(PickleRef ref) const;
    [[nodiscard]] std::optional<std::span<const PickleRef>> argumentsOf(PickleRef ref, const PickleName& callee) const;

    Result<void> findStorages();
    Result<StorageView> readStorage(PickleRef id);
    Result<StorageView> readView(PickleRef view, std::size_t storage) const;
    Result<std::size_t> declare(PytorchStorage storage);

    Result<void> findTensors();
    Result<void> visit(PickleRef key, PickleRef value, const std::string& prefix);
    [[nodiscard]] Result<std::string> nameOfKey(PickleRef key, const std::string& prefix) const;
    Result<void> readTensor(std::string name, std::span<const PickleRef> arguments);
    Result<void> place(PytorchTensor& tensor, std::int64_t offset, const StorageView& view) const;

    const Pickle& m_pickle;
    std::uint64_t m_fileBytes;
    const std::filesystem::path& m_file;
    PytorchState m_state;
    std::unordered_map<std::string, std::size_t> m_storageOfKey;
    std::unordered_map<PickleRef, StorageView> m_views;  // of every persistent id
    std::vector<Level> m_levels;                         // the dictionaries being visited, outermost first
    std::unordered_set<PickleRef> m_visited;
    std::unordered_set<std::string> m_names;
    std::string m_common;  // the prefix of the one outer dictionary that holds all tensors so far
};

std::optional<std::int64_t> StateReader::count(PickleRef ref) const {
    const PickleValue& value = m_pickle.at(ref);
    if (value.kind != PickleKind::Integer || value.number < 0) return std::nullopt;
    return value.number;
}

/// Of a tuple or torch.Size.
std::optional<std::vector<std::int64_t>> StateReader::counts(PickleRef ref) const {
    if (const auto size = argumentsOf(ref, kTorchSize); size && size->size() == 1) ref = size->front();
    if (!m_pickle.is(ref, PickleKind::Tuple)) return std::nullopt;
    std::vector<std::int64_t> numbers;
    for (const PickleRef item : m_pickle.items(ref)) {
        const auto number = count(item);
        if (!number || numbers.size() == kMaxRank) return std::nullopt;
        numbers.push_back(*number);
    }
    return numbers;
}

std::optional<std::span<const PickleRef>> StateReader::argumentsOf(PickleRef ref, const PickleName& callee) const {
    if (!m_pickle.is(ref, PickleKind::Call) || m_pickle.name(m_pickle.callee(ref)) != callee) return std::nullopt;
    return m_pickle.items(m_pickle.arguments(ref));
}

Result<void> StateReader::findStorages() {
    for (PickleRef ref = 0; ref < m_pickle.count(); ++ref) {
        if (!m_pickle.is(ref, PickleKind::Persistent)) continue;
        const auto view = readStorage(m_pickle.id(ref));
        if (!view) return view.error();
        m_views.emplace(ref, view.value());
    }
    return {};
}

/// ("storage", type, key, device, elements) and, in old files, None or (key of the view, first element, elements).
Result<StorageView> StateReader::readStorage(PickleRef id) {
    const std::string problem = "declares a storage in a way that PyTorch does not";
    if (!m_pickle.is(id, PickleKind::Tuple)) return broken(problem);
    const auto parts = m_pickle.items(id);
    const bool isStorage = (parts.size() == 5 || parts.size() == 6) && m_pickle.is(parts[0], PickleKind::Text) &&
                           m_pickle.text(parts[0]) == "storage" && m_pickle.is(parts[1], PickleKind::Name) &&
                           m_pickle.is(parts[2], PickleKind::Text);
    if (!isStorage) return broken(problem);
    const auto type = storageType(m_pickle.name(parts[1]));
    const auto elements = count(parts[4]);
    if (!type || !elements) return broken(problem);
    const std::string key(m_pickle.text(parts[2]));
    const auto bytes = checkedMultiply(static_cast<std::uint64_t>(*elements), bytesPerElement(*type));
    if (!bytes || *bytes > m_fileBytes)
        return broken("declares the storage " + log::quoted(key) + " larger than itself");
    const auto storage = declare({key, *type, *elements, *bytes});
    if (!storage) return storage.error();
    const bool whole = parts.size() == 5 || m_pickle.is(parts[5], PickleKind::None);
    if (whole) return StorageView{storage.value(), 0, *elements};
    return readView(parts[5], storage.value());
}

Result<StorageView> StateReader::readView(PickleRef view, std::size_t storage) const {
    const PytorchStorage& whole = m_state.storages[storage];
    if (m_pickle.is(view, PickleKind::Tuple) && m_pickle.items(view).size() == 3) {
        const auto begin = count(m_pickle.items(view)[1]);
        const auto elements = count(m_pickle.items(view)[2]);
        const auto end = begin && elements ? checkedAdd(*begin, *elements) : std::nullopt;
        if (end && *end <= whole.elements) return StorageView{storage, *begin, *end};
    }
    return broken("declares a part of the storage " + log::quoted(whole.key) + " that is not inside it");
}

Result<std::size_t> StateReader::declare(PytorchStorage storage) {
    const auto [found, isNew] = m_storageOfKey.emplace(storage.key, m_state.storages.size());
    if (isNew) {
        m_state.storages.push_back(std::move(storage));
        return found->second;
    }
    const PytorchStorage& first = m_state.storages[found->second];
    if (first.type != storage.type || first.elements != storage.elements) {
        return broken("declares the storage " + log::quoted(storage.key) + " in two different ways");
    }
    return found->second;
}

Result<void> StateReader::findTensors() {
    if (!m_pickle.is(m_pickle.root(), PickleKind::Dictionary)) return broken("holds no dictionary of tensors");
    m_visited.insert(m_pickle.root());
    m_levels.push_back({m_pickle.root(), 0, {}});
    while (!m_levels.empty()) {
        Level& level = m_levels.back();
        const auto items = m_pickle.items(level.dictionary);
        if (level.next == items.size()) {
            m_levels.pop_back();
            continue;
        }
        const PickleRef key = items[level.next];
        const PickleRef value = items[level.next + 1];
        level.next += 2;
        if (auto visited = visit(key, value, level.prefix); !visited) return visited;
    }
    return m_state.tensors.empty() ? Result<void>(broken("holds no tensors")) : Result<void>();
}

Result<void> StateReader::visit(PickleRef key, PickleRef value, const std::string& prefix) {
    const bool isDictionary = m_pickle.is(value, PickleKind::Dictionary);
    auto arguments = argumentsOf(value, kRebuildTensor);
    if (const auto parameter = argumentsOf(value, kRebuildParameter); parameter && !parameter->empty()) {
        arguments = argumentsOf(parameter->front(), kRebuildTensor);
    }
    if (!isDictionary && !arguments) return {};
    auto name = nameOfKey(key, prefix);
    if (!name) return name.error();
    if (!isDictionary) return readTensor(std::move(*name), *arguments);
    if (!m_visited.insert(value).second) return broken("holds the dictionary " + log::quoted(*name) + " twice");
    m_levels.push_back({value, 0, *name + "."});
    return {};
}

Result<std::string> StateReader::nameOfKey(PickleRef key, const std::string& prefix) const {
    std::string name = prefix;
    if (m_pickle.is(key, PickleKind::Text)) {
        name += m_pickle.text(key);
    } else if (m_pickle.is(key, PickleKind::Integer)) {
        name += std::to_string(m_pickle.at(key).number);
    } else {
        return broken("holds a tensor whose name is neither text nor a number");
    }
    if (name.size() > kMaxNameBytes) return broken("has a tensor name longer than 4 KiB");
    if (!utf8::isValid(name)) return broken("has a tensor name that is not valid UTF-8");
    return name;
}

/// (storage, first element, shape, strides, requires_grad, hooks) and perhaps metadata.
Result<void> StateReader::readTensor(std::string name, std::span<const PickleRef> arguments) {
    if (arguments.size() != 6 && arguments.size() != 7) return badTensor(name, "it is not made as PyTorch makes it");
    const auto view = m_views.find(arguments[0]);
    const auto offset = count(arguments[1]);
    auto shape = counts(arguments[2]);
    auto strides = counts(arguments[3]);
    if (view == m_views.end()) return badTensor(name, "it has no storage");
    if (!offset || !shape || !strides || shape->size() != strides->size()) {
        return badTensor(name, "its place, shape or strides are not at most 8 numbers from 0 on");
    }
    if (!m_names.insert(name).second) return badTensor(name, "it occurs twice");
    if (m_names.size() > kMaxTensors) return broken("declares more than 100000 tensors");
    const std::string outer = m_levels.size() > 1 ? m_levels[1].prefix : std::string();
    if (m_state.tensors.empty()) m_common = outer;
    if (m_common != outer) m_common.clear();
    const DataType type = m_state.storages[view->second.storage].type;
    PytorchTensor tensor{{std::move(name), type, std::move(*shape), 0}, view->second.storage, 0, {}};
    tensor.layout = {bytesPerElement(type), tensor.entry.shape, std::move(*strides)};
    if (auto placed = place(tensor, *offset, view->second); !placed) return placed;
    m_state.tensors.push_back(std::move(tensor));
    return {};
}

/// Proves that the tensor lies inside the view and is no larger than the file (a stride of 0 repeats elements).
Result<void> StateReader::place(PytorchTensor& tensor, std::int64_t offset, const StorageView& view) const {
    const auto& [elementBytes, shape, strides] = tensor.layout;
    const std::string outside = "it reaches outside its storage";
    auto bytes = std::optional(static_cast<std::int64_t>(elementBytes));
    auto end = checkedAdd<std::int64_t>(offset, 1);
    const bool empty = std::find(shape.begin(), shape.end(), 0) != shape.end();
    for (std::size_t i = 0; i < shape.size() && !empty; ++i) {
        const auto reach = checkedMultiply(shape[i] - 1, strides[i]);
        bytes = bytes ? checkedMultiply(*bytes, shape[i]) : bytes;
        end = end && reach ? checkedAdd(*end, *reach) : std::nullopt;
    }
    if (empty) return {};
    if (!end || *end > view.end - view.begin) return badTensor(tensor.entry.name, outside);
    if (!bytes || static_cast<std::uint64_t>(*bytes) > m_fileBytes) {
        return badTensor(tensor.entry.name, "its shape is larger than the whole file");
    }
    tensor.entry.bytes = static_cast<std::size_t>(*bytes);
    tensor.begin = static_cast<std::uint64_t>(view.begin + offset) * elementBytes;
    return {};
}

Result<PytorchState> StateReader::run() {
    if (auto found = findStorages(); !found) return found.error();
    if (auto found = findTensors(); !found) return found.error();
    for (auto& tensor : m_state.tensors) tensor.entry.name.erase(0, m_common.size());
    return std::move(m_state);
}

}  // namespace

Result<PytorchState> readPytorchState(const Pickle& pickle, std::uint64_t fileBytes,
                                      const std::filesystem::path& file) {
    return StateReader(pickle, fileBytes, file).run();
}

}  // namespace detox
