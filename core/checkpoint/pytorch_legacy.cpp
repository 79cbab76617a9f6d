// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <unordered_map>

#include "core/checkpoint/foreign_file.h"
#include "core/checkpoint/pytorch_contents.h"
#include "core/util/checked_math.h"
#include "core/util/log.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

/// 0x1950a86a20f9469cfc6c, little-endian (torch/serialization.py, MAGIC_NUMBER).
constexpr std::string_view kMagic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
constexpr std::int64_t kProtocol = 1001;
constexpr std::size_t kCountBytes = 8;

/// The pickles at the start of the file, one after another.
class PickleSequence {
public:
    PickleSequence(std::string_view bytes, const fs::path& file) : m_bytes(bytes), m_file(file) {}
    Result<Pickle> next() {
        auto pickle = readPickle(m_bytes.substr(m_at), m_file);
        if (pickle) m_at += pickle->length();
        return pickle;
    }
    [[nodiscard]] std::size_t position() const { return m_at; }

private:
    std::string_view m_bytes;
    const fs::path& m_file;
    std::size_t m_at = 0;
};

Result<void> checkMagic(PickleSequence& pickles, const fs::path& file) {
    const auto magic = pickles.next();
    if (!magic) return magic.error();
    if (magic->is(magic->root(), PickleKind::Long) && magic->text(magic->root()) == kMagic) return {};
    return invalidInput(file.string() + " is a Python pickle, but torch.save did not write it. Choose another file.");
}

Result<void> checkProtocol(PickleSequence& pickles, const fs::path& file) {
    const auto protocol = pickles.next();
    if (!protocol) return protocol.error();
    const PickleValue& value = protocol->at(protocol->root());
    if (value.kind == PickleKind::Integer && value.number == kProtocol) return {};
    return broken(file, "does not name PyTorch's protocol 1001");
}

Result<void> checkByteOrder(PickleSequence& pickles, const fs::path& file) {
    const auto system = pickles.next();
    if (!system) return system.error();
    if (!system->is(system->root(), PickleKind::Dictionary)) return broken(file, "does not say how it was written");
    const auto items = system->items(system->root());
    for (std::size_t i = 0; i < items.size(); i += 2) {
        const bool isOrder = system->is(items[i], PickleKind::Text) && system->text(items[i]) == "little_endian";
        const PickleValue& value = system->at(items[i + 1]);
        if (isOrder && value.kind == PickleKind::Boolean && value.number == 1) return {};
    }
    return unsupported(file.string() +
                       " does not say that its byte order is little; only that is read. Save it again on a "
                       "little-endian machine.");
}

/// Storage indices in the order in which their bytes follow.
Result<std::vector<std::size_t>> readOrder(const Pickle& keys, const std::vector<PytorchStorage>& storages,
                                           const fs::path& file) {
    if (!keys.is(keys.root(), PickleKind::List)) return broken(file, "lacks the list of its storages");
    std::unordered_map<std::string_view, std::size_t> indexOf;
    for (std::size_t i = 0; i < storages.size(); ++i) indexOf.emplace(storages[i].key, i);
    std::vector<std::size_t> order;
    for (const PickleRef key : keys.items(keys.root())) {
        const auto found = keys.is(key, PickleKind::Text) ? indexOf.find(keys.text(key)) : indexOf.end();
        if (found == indexOf.end()) return broken(file, "lists a storage twice or one that no tensor uses");
        order.push_back(found->second);
        indexOf.erase(found);
    }
    if (indexOf.empty()) return order;
    return broken(file, "does not list the storage " + log::quoted(indexOf.begin()->first));
}

Result<std::uint64_t> readCount(const OpenFile& open, std::uint64_t offset, const fs::path& file) {
    std::array<std::byte, kCountBytes> bytes{};
    const auto got = readAt(open.fd.get(), offset, bytes, file);
    if (!got) return got.error();
    if (got.value() < bytes.size()) return cutShort(file, offset + got.value(), offset + bytes.size());
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) count |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    return count;
}

/// Storages follow from `offset` to the end of the file.
Result<std::vector<PlacedStorage>> placeStorages(const std::vector<PytorchStorage>& storages,
                                                 const std::vector<std::size_t>& order, std::uint64_t offset,
                                                 const OpenFile& open, const fs::path& file) {
    std::vector<PlacedStorage> placed(storages.size());
    for (const std::size_t index : order) {
        const PytorchStorage& storage = storages[index];
        const auto count = readCount(open, offset, file);
        if (!count) return count.error();
        if (count.value() != static_cast<std::uint64_t>(storage.elements)) {
            return broken(file, "has " + std::to_string(count.value()) + " elements in the storage " +
                                    log::quoted(storage.key) + " where its tensors need " +
                                    std::to_string(storage.elements));
        }
        offset += kCountBytes;
        if (storage.bytes > open.bytes - offset) return cutShort(file, open.bytes, offset + storage.bytes);
        placed[index] = {offset, storage.bytes, std::nullopt};
        offset += storage.bytes;
    }
    if (offset == open.bytes) return placed;
    return broken(file, "has " + std::to_string(open.bytes - offset) + " bytes after its last storage");
}

}  // namespace

Result<PytorchContents> readPytorchLegacy(const OpenFile& open, const fs::path& file) {
    std::string start(std::min<std::uint64_t>(open.bytes, kMaxPickleBytes), '\0');
    const auto got = readAt(open.fd.get(), 0, std::as_writable_bytes(std::span(start)), file);
    if (!got) return got.error();
    PickleSequence pickles(std::string_view(start).substr(0, got.value()), file);
    if (auto good = checkMagic(pickles, file); !good) return good.error();
    if (auto good = checkProtocol(pickles, file); !good) return good.error();
    if (auto good = checkByteOrder(pickles, file); !good) return good.error();
    const auto object = pickles.next();
    if (!object) return object.error();
    const auto keys = pickles.next();
    if (!keys) return keys.error();
    auto state = readPytorchState(object.value(), open.bytes, file);
    if (!state) return state.error();
    const auto order = readOrder(keys.value(), state->storages, file);
    if (!order) return order.error();
    auto storages = placeStorages(state->storages, order.value(), pickles.position(), open, file);
    if (!storages) return storages.error();
    return PytorchContents{std::move(state->tensors), std::move(*storages)};
}

}  // namespace detox
