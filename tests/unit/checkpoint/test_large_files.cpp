// SPDX-License-Identifier: GPL-3.0-or-later
// Files of more than 4 GiB, nearly all of it holes: offsets and sizes beyond 32 bits, and zip's 64-bit records.
#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "core/checkpoint/pytorch.h"
#include "core/checkpoint/safetensors.h"
#include "core/util/files.h"
#include "tests/support/allocation_peak.h"
#include "tests/support/pytorch_files.h"
#include "tests/support/temporary_folder.h"

namespace detox {
namespace {

constexpr std::uint64_t kHole = 5ULL << 30U;  ///< bytes of the tensor "big"
constexpr std::size_t kMostMemory = 4U << 20U;

/// A file of a few written stretches and holes between.
class SparseFile {
public:
    explicit SparseFile(const std::filesystem::path& file) : m_fd(::open(file.c_str(), O_CREAT | O_WRONLY, 0600)) {}
    /// False where the disk takes no file of this size.
    [[nodiscard]] bool write(const std::string& bytes, std::uint64_t at) const {
        return ::pwrite(m_fd.get(), bytes.data(), bytes.size(), static_cast<off_t>(at)) ==
               static_cast<ssize_t>(bytes.size());
    }

private:
    FileDescriptor m_fd;
};

void expectSmallTensor(const Result<std::unique_ptr<TensorSource>>& source) {
    ASSERT_TRUE(source) << source.error().message();
    const TensorEntry* big = source.value()->find("big");
    const TensorEntry* small = source.value()->find("small");
    ASSERT_TRUE(big != nullptr && small != nullptr);
    EXPECT_EQ(big->bytes, kHole);
    std::string bytes(16, '\0');
    const auto read = source.value()->read(*small, std::as_writable_bytes(std::span(bytes)));
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(bytes, floatBytes(4));
}

TEST(LargeFiles, ATensorBehindFiveGigabytesOfSafetensorsIsRead) {
    const TemporaryFolder folder;
    const std::string hole = std::to_string(kHole);
    const std::string header = R"({"big":{"dtype":"U8","shape":[)" + hole + R"(],"data_offsets":[0,)" + hole +
                               R"(]},"small":{"dtype":"F32","shape":[4],"data_offsets":[)" + hole + "," +
                               std::to_string(kHole + 16) + "]}}";
    const SparseFile file(folder / "m.safetensors");
    ASSERT_TRUE(file.write(littleEndian(header.size(), 8) + header, 0));
    if (!file.write(floatBytes(4), 8 + header.size() + kHole)) GTEST_SKIP() << "no room for a sparse file of 5 GiB";
    const AllocationPeak peak;
    expectSmallTensor(openSafetensors(folder / "m.safetensors"));
    EXPECT_LT(peak.bytes(), kMostMemory);
}

/// An entry of a zip archive with its sizes and its place in 64 bits (APPNOTE 4.5.3), as PyTorch writes large ones.
struct LargeEntry {
    std::string name;
    std::uint64_t bytes = 0;
    std::uint32_t crc = 0;

    [[nodiscard]] std::string fields(std::size_t extra) const {
        return littleEndian(45, 2) + littleEndian(0, 4) + littleEndian(0x21'0000, 4) + littleEndian(crc, 4) +
               littleEndian(0xffff'ffff, 4) + littleEndian(0xffff'ffff, 4) + littleEndian(name.size(), 2) +
               littleEndian(extra, 2);
    }
    [[nodiscard]] std::string local() const {
        return "PK\x03\x04" + fields(20) + name + littleEndian(1, 2) + littleEndian(16, 2) + littleEndian(bytes, 8) +
               littleEndian(bytes, 8);
    }
    [[nodiscard]] std::string central(std::uint64_t at) const {
        return "PK\x01\x02" + littleEndian(45, 2) + fields(28) + littleEndian(0, 10) + littleEndian(0xffff'ffff, 4) +
               name + littleEndian(1, 2) + littleEndian(24, 2) + littleEndian(bytes, 8) + littleEndian(bytes, 8) +
               littleEndian(at, 8);
    }
};

std::string endRecords(std::size_t entries, std::uint64_t directory, std::uint64_t directoryBytes) {
    const std::string record = "PK\x06\x06" + littleEndian(44, 8) + littleEndian(45, 2) + littleEndian(45, 2) +
                               littleEndian(0, 8) + littleEndian(entries, 8) + littleEndian(entries, 8) +
                               littleEndian(directoryBytes, 8) + littleEndian(directory, 8);
    const std::string locator =
        "PK\x06\x07" + littleEndian(0, 4) + littleEndian(directory + directoryBytes, 8) + littleEndian(1, 4);
    return record + locator + "PK\x05\x06" + littleEndian(0, 4) + littleEndian(entries, 2) + littleEndian(entries, 2) +
           littleEndian(directoryBytes, 4) + littleEndian(0xffff'ffff, 4) + littleEndian(0, 2);
}

/// {"big": bytes, "small": [4]}; the pickle stands first, the large storage after it.
bool writeLargeZip(const std::filesystem::path& path) {
    const std::string pickle = PickleWriter()
                                   .raw("}(")
                                   .text("big")
                                   .tensor({.type = "ByteStorage", .elements = kHole, .shape = {kHole}, .strides = {1}})
                                   .text("small")
                                   .tensor({.key = "1"})
                                   .raw("u")
                                   .done();
    const std::vector<std::pair<LargeEntry, std::string>> entries{
        {{"m/data.pkl", pickle.size(), crc32Of(pickle)}, pickle},
        {{"m/data/0", kHole, 0}, ""},
        {{"m/data/1", 16, crc32Of(floatBytes(4))}, floatBytes(4)}};
    const SparseFile file(path);
    std::uint64_t at = 0;
    std::string directory;
    for (const auto& [entry, bytes] : entries) {
        if (!file.write(entry.local() + bytes, at)) return false;
        directory += entry.central(at);
        at += entry.local().size() + entry.bytes;
    }
    return file.write(directory + endRecords(entries.size(), at, directory.size()), at);
}

TEST(LargeFiles, ATensorBehindFiveGigabytesOfAZipIsRead) {
    const TemporaryFolder folder;
    if (!writeLargeZip(folder / "m.bin")) GTEST_SKIP() << "no room for a sparse file of 5 GiB";
    const AllocationPeak peak;
    expectSmallTensor(openPytorch(folder / "m.bin"));
    EXPECT_LT(peak.bytes(), kMostMemory);
}

}  // namespace
}  // namespace detox
