// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <string>
#include <vector>

#include "tests/support/pickle_writer.h"
#include "tests/support/zip_builder.h"

namespace detox {

/// The bytes of a storage, by its key.
struct StorageBytes {
    std::string key = "0";
    std::string bytes;
};

/// The numbers 0, 1, 2 … as float32.
inline std::string floatBytes(int count) {
    std::string bytes;
    for (int i = 0; i < count; ++i) bytes += littleEndian(std::bit_cast<std::uint32_t>(static_cast<float>(i)), 4);
    return bytes;
}

/// A state dict of two tensors: "first" [4], "second" [2, 2] in storage "1" of 5.
inline std::string twoTensorsPickle() {
    return PickleWriter()
        .raw("}(")
        .text("first")
        .tensor({})
        .text("second")
        .tensor({.key = "1", .elements = 5, .offset = 1, .shape = {2, 2}, .strides = {2, 1}})
        .raw("u")
        .done();
}

/// The entries of torch.save's zip archives, as bytes or to be changed before.
inline std::vector<ZipPart> pytorchZipParts(const std::string& pickle, const std::vector<StorageBytes>& storages) {
    std::vector<ZipPart> parts{{"model/data.pkl", pickle}, {"model/byteorder", "little"}, {"model/version", "3\n"}};
    for (const auto& [key, bytes] : storages) parts.push_back({"model/data/" + key, bytes});
    return parts;
}

inline std::string pytorchZip(const std::string& pickle, const std::vector<StorageBytes>& storages) {
    return zipBytes(pytorchZipParts(pickle, storages));
}

/// What comes before the object's pickle in the format before PyTorch 1.6.
inline std::string legacyStart() {
    const std::string magic = "\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
    return PickleWriter().raw(magic).done() + PickleWriter().raw("M\xe9\x03").done() +
           PickleWriter().raw("}").text("little_endian").raw("\x88s").done();
}

/// The list of the storages' keys and then each storage after its number of 4-byte elements.
inline std::string legacyStorages(const std::vector<StorageBytes>& storages) {
    PickleWriter keys;
    keys.raw("](");
    std::string data;
    for (const auto& [key, bytes] : storages) {
        keys.text(key);
        data += littleEndian(bytes.size() / 4, 8) + bytes;
    }
    return keys.raw("e").done() + data;
}

inline std::string pytorchLegacy(const std::string& pickle, const std::vector<StorageBytes>& storages) {
    return legacyStart() + pickle + legacyStorages(storages);
}

}  // namespace detox
