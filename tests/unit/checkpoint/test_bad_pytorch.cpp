// SPDX-License-Identifier: GPL-3.0-or-later
// What surrounds the tensors in a file of torch.save: the archive, the pickles before and after, checksums.
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/checkpoint/pytorch.h"
#include "tests/support/memory_file.h"
#include "tests/support/mutant.h"
#include "tests/support/pytorch_files.h"

namespace detox {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

using W = PickleWriter;

std::vector<StorageBytes> twoStorages() {
    return {{"0", floatBytes(4)}, {"1", floatBytes(5)}};
}

/// Empty when all of the file was read.
std::string problem(const std::filesystem::path& file) {
    const auto source = openPytorch(file);
    if (!source) return source.error().message();
    for (const auto& entry : source.value()->entries()) {
        std::vector<std::byte> bytes(entry.bytes);
        if (const auto read = source.value()->read(entry, bytes); !read) return read.error().message();
    }
    return {};
}

std::string problemOf(const std::string& bytes) {
    const MemoryFile file;
    file.write(bytes);
    return problem(file.path());
}

struct BadFile {
    std::string bytes;
    std::string reason;
};

std::string zipWithout(std::size_t part) {
    auto parts = pytorchZipParts(twoTensorsPickle(), twoStorages());
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(part));
    return zipBytes(parts);
}

std::string zipWith(std::size_t part, const ZipPart& instead) {
    auto parts = pytorchZipParts(twoTensorsPickle(), twoStorages());
    parts[part] = instead;
    return zipBytes(parts);
}

ZipPart wrongCrc(const std::string& name, const std::string& data) {
    ZipPart part{name, data};
    part.crc = 7;
    return part;
}

std::vector<BadFile> badZips() {
    const std::string good = pytorchZip(twoTensorsPickle(), twoStorages());
    return {
        {zipWithout(0), "a zip archive without a data.pkl"},
        {zipWithout(3), "lacks its entry \"model/data/0\""},
        {zipWith(0, {"data.pkl", twoTensorsPickle()}), "a zip archive without a data.pkl"},
        {zipWith(0, {"a/b/data.pkl", twoTensorsPickle()}), "a zip archive without a data.pkl"},
        {zipWith(2, {"other/data.pkl", twoTensorsPickle()}), "has a data.pkl in two of its folders"},
        {zipWith(0, {"model/data.pkl", twoTensorsPickle() + "x"}), "has bytes after the end of its pickle"},
        {zipWith(0, {"model/data.pkl", ""}), "ends inside its pickle"},
        {zipWith(0, wrongCrc("model/data.pkl", twoTensorsPickle())),
         "the checksum of its entry \"model/data.pkl\" is wrong"},
        {zipWith(1, {"model/byteorder", "big"}), "has the byte order \"big\""},
        {zipWith(1, {"model/byteorder", ""}), "has the byte order \"\""},
        {zipWith(1, wrongCrc("model/byteorder", "little")), "the checksum of its entry \"model/byteorder\" is wrong"},
        {zipWith(3, {"model/data/0", floatBytes(3)}), "has 12 bytes in its entry \"model/data/0\""},
        {zipWith(3, {"model/data/0", floatBytes(5)}), "where its tensors need 16"},
        {zipWith(3, wrongCrc("model/data/0", floatBytes(4))), "the checksum of tensor \"first\" is wrong"},
        {zipWith(4, wrongCrc("model/data/1", floatBytes(5))), "the checksum of tensor \"second\" is wrong"},
        {zipWith(2, {"../version", "3"}), "\"../version\", which is not a path below the archive"},
        {zipWith(3, {"model/data/0", floatBytes(4), 8}), "\"model/data/0\", which is compressed"},
        {good + good, "does not end where its zip archive ends"},
        {good.substr(0, good.size() / 2), "does not end where its zip archive ends"},
        {"PK", "does not end where its zip archive ends"},
    };
}

std::vector<BadFile> badLegacy() {
    const std::string object = twoTensorsPickle();
    const std::string end = legacyStorages(twoStorages());
    const std::string good = legacyStart() + object + end;
    const std::string magic = legacyStart().substr(0, 15);
    const std::string protocol = legacyStart().substr(15, 6);
    std::string otherCount = good;
    otherCount[good.size() - 20 - 8] = 6;
    const auto part = [&](const std::string& view) {
        return legacyStart() +
               W().raw("}")
                   .text("x")
                   .name("torch._utils", "_rebuild_tensor_v2")
                   .raw("((")
                   .text("storage")
                   .name("torch", "FloatStorage")
                   .text("0")
                   .text("cpu")
                   .raw("K\4")
                   .raw(view)
                   .raw("tQ")
                   .integer(0)
                   .raw("K\1\x85K\1\x85\x89NtRs")
                   .done() +
               legacyStorages({{"0", floatBytes(4)}});
    };
    return {
        {"", "is empty"},
        {"x", "is neither a zip archive nor a pickle"},
        {"{\"a\": 1}", "is neither a zip archive nor a pickle"},
        {"\x80", "ends inside its pickle"},
        {object, "is a Python pickle, but torch.save did not write it"},
        {W().raw("K\1").done(), "is a Python pickle, but torch.save did not write it"},
        {W().raw("\x8a\x0a"
                 "0123456789")
             .done(),
         "is a Python pickle, but torch.save did not write it"},
        {W().call("os", "system", "exit 0").done(), "refers to \"os.system\""},
        {magic + W().raw("K\1").done(), "does not name PyTorch's protocol 1001"},
        {magic + protocol + W().raw("N").done(), "does not say how it was written"},
        {magic + protocol + W().raw("}").text("little_endian").raw("\x89s").done(), "byte order is little"},
        {magic + protocol + W().raw("}").done(), "byte order is little"},
        {legacyStart() + W().call("os", "system", "exit 0").done() + end, "refers to \"os.system\""},
        {legacyStart() + object, "ends inside its pickle"},
        {legacyStart() + object + W().raw("N").done(), "lacks the list of its storages"},
        {legacyStart() + object + legacyStorages({{"0", floatBytes(4)}}), "does not list the storage \"1\""},
        {legacyStart() + object + legacyStorages({{"0", floatBytes(4)}, {"0", floatBytes(4)}}),
         "lists a storage twice"},
        {legacyStart() + object + legacyStorages({{"7", floatBytes(4)}}), "one that no tensor uses"},
        {otherCount, "has 6 elements in the storage \"1\" where its tensors need 5"},
        {good.substr(0, good.size() - 1), "ends after"},
        {good.substr(0, good.size() - 25), "ends after"},
        {good + "x", "has 1 bytes after its last storage"},
        {part("(U\1vK\2K\3t"), "declares a part of the storage \"0\" that is not inside it"},
        {part("(U\1vK\2t"), "declares a part of the storage \"0\" that is not inside it"},
        {part("K\2"), "declares a part of the storage \"0\" that is not inside it"},
        {part("(U\1vK\4J" + littleEndian(0, 4) + "t"), "tensor \"x\": it reaches outside its storage"},
    };
}

class BadPytorchFiles : public ::testing::TestWithParam<BadFile> {};

TEST_P(BadPytorchFiles, AreRefusedWithFileAndReason) {
    EXPECT_THAT(problemOf(GetParam().bytes), AllOf(HasSubstr("/proc/self/fd/"), HasSubstr(GetParam().reason)));
}

INSTANTIATE_TEST_SUITE_P(Zip, BadPytorchFiles, ::testing::ValuesIn(badZips()));
INSTANTIATE_TEST_SUITE_P(Legacy, BadPytorchFiles, ::testing::ValuesIn(badLegacy()));

TEST(BadPytorchFiles, TheGoodOnesAreGood) {
    EXPECT_EQ(problemOf(pytorchZip(twoTensorsPickle(), twoStorages())), "");
    EXPECT_EQ(problemOf(pytorchLegacy(twoTensorsPickle(), twoStorages())), "");
    EXPECT_EQ(problemOf(zipWithout(1)), "");  // byteorder came with PyTorch 2.1
}

TEST(BadPytorchFiles, TruncationAtEveryByteIsRefused) {
    const MemoryFile file;
    for (const auto& good :
         {pytorchZip(twoTensorsPickle(), twoStorages()), pytorchLegacy(twoTensorsPickle(), twoStorages())}) {
        for (std::size_t length = 0; length < good.size(); ++length) {
            file.write(std::string_view(good).substr(0, length));
            ASSERT_NE(problem(file.path()), "") << "cut after " << length << " bytes";
        }
    }
}

TEST(BadPytorchFiles, AFlippedBitOfATensorInAZipIsFound) {
    const MemoryFile file;
    std::string bytes = pytorchZip(twoTensorsPickle(), twoStorages());
    for (const int storage : {4, 5}) {
        const std::size_t at = bytes.find(floatBytes(storage));
        for (std::size_t i = 0; i < static_cast<std::size_t>(storage) * 4; ++i) {
            bytes[at + i] ^= '\x10';
            file.write(bytes);
            ASSERT_THAT(problem(file.path()), HasSubstr(storage == 4 ? "tensor \"first\"" : "tensor \"second\""));
            bytes[at + i] ^= '\x10';
        }
    }
}

TEST(BadPytorchFiles, AFileCutShortAfterOpeningSaysSo) {
    const MemoryFile file;
    const std::string good = pytorchLegacy(twoTensorsPickle(), twoStorages());
    file.write(good);
    const auto source = openPytorch(file.path()).orThrow();
    file.write(std::string_view(good).substr(0, good.size() - 1));
    std::vector<std::byte> bytes(16);
    EXPECT_THAT(source->read(*source->find("second"), bytes).error().message(), HasSubstr("cut short"));
}

TEST(BadPytorchFiles, TenThousandMutantsNeverCrash) {
    const MemoryFile file;
    for (const auto& good :
         {pytorchZip(twoTensorsPickle(), twoStorages()), pytorchLegacy(twoTensorsPickle(), twoStorages())}) {
        int refused = 0;
        for (std::uint32_t number = 0; number < 10'000; ++number) {
            file.write(mutant(good, number, good.size()));
            if (!problem(file.path()).empty()) ++refused;
        }
        EXPECT_GT(refused, 7000);
        EXPECT_LT(refused, 10'000);
    }
}

/// Only the pickle is changed, its checksum is right again: what a checksum does not stop.
TEST(BadPytorchFiles, TenThousandMutantsOfThePickleNeverCrash) {
    const MemoryFile file;
    int refused = 0;
    for (std::uint32_t number = 0; number < 10'000; ++number) {
        const std::string pickle = mutant(twoTensorsPickle(), number, 4096);
        file.write(pytorchZip(pickle, twoStorages()));
        if (!problem(file.path()).empty()) ++refused;
    }
    EXPECT_GT(refused, 7000);
    EXPECT_LT(refused, 10'000);
}

}  // namespace
}  // namespace detox
