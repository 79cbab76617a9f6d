// SPDX-License-Identifier: GPL-3.0-or-later
// How much memory reading takes: of a malformed file at most twice its size, whatever sizes it claims; of a good one
// nothing that grows with its tensors beyond the memory they are read into.
#include <gtest/gtest.h>

#include "core/checkpoint/model_folder.h"
#include "core/checkpoint/pytorch.h"
#include "core/checkpoint/safetensors.h"
#include "tests/support/allocation_peak.h"
#include "tests/support/memory_file.h"
#include "tests/support/mutant.h"
#include "tests/support/pytorch_files.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"
#include "tests/unit/checkpoint/safetensors_bytes.h"

namespace detox {
namespace {

using W = PickleWriter;
using Open = Result<std::unique_ptr<TensorSource>> (*)(const std::filesystem::path& file);

constexpr std::size_t kConstant = 256U << 10U;  ///< beyond twice the file: library state, the error's sentence
constexpr std::uint64_t kClaim = 1ULL << 40U;

struct Claim {
    const char* name;
    std::string bytes;
    Open open;
};

std::string safetensorsOf(const std::string& shape, const std::string& offsets) {
    return safetensorsBytes(R"({"x":{"dtype":"U8","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}", 8);
}

std::string zipOf(const std::string& pickle) {
    return pytorchZip(pickle, {{"0", floatBytes(4)}});
}

std::string stateOf(const PickledTensor& tensor) {
    return W().raw("}").text("x").tensor(tensor).raw("s").done();
}

std::vector<Claim> claims() {
    const std::string claim = std::to_string(kClaim);
    return {
        {"a header of 2^40 bytes", littleEndian(kClaim, 8) + "{}", openSafetensors},
        {"a header of 99 MB", littleEndian(99'000'000, 8) + "{}", openSafetensors},
        {"a tensor of 2^40 bytes", safetensorsOf("[" + claim + "]", "[0," + claim + "]"), openSafetensors},
        {"a shape of 2^40 elements", safetensorsOf("[" + claim + "]", "[0,8]"), openSafetensors},
        {"a storage of 2^40 elements", zipOf(stateOf({.elements = std::int64_t{1} << 40})), openPytorch},
        {"a tensor of 2^40 elements", zipOf(stateOf({.shape = {std::int64_t{1} << 40}})), openPytorch},
        {"a tensor of one repeated element", zipOf(stateOf({.shape = {std::int64_t{1} << 40}, .strides = {0}})),
         openPytorch},
        {"a text of 2^32 bytes", zipOf(W().raw("X\xff\xff\xff\xff").done()), openPytorch},
        {"a text of 2^40 bytes", zipOf(W(4).raw("\x8d").raw(littleEndian(kClaim, 8)).done()), openPytorch},
        {"a number of 2^31 bytes", zipOf(W().raw("\x8b\xff\xff\xff\x7f").done()), openPytorch},
        {"a frame of 2^40 bytes", zipOf(W(4).raw("\x95").raw(littleEndian(kClaim, 8)).done()), openPytorch},
        {"a memo of 2^32 places", zipOf(W().raw("}r\xff\xff\xff\xff").done()), openPytorch},
        {"a zip entry of 2 GB",
         zipBytes({{"m/data.pkl", stateOf({}), 0, 0, {}, 0x7fff'fff0}, {"m/data/0", floatBytes(4)}}), openPytorch},
        {"a zip of 65 535 entries", zipBytes({{"m/data.pkl", stateOf({})}}, {.entries = 65'535}), openPytorch},
        {"a legacy storage of 2^60 elements",
         legacyStart() + stateOf({}) + W().raw("](").text("0").raw("e").done() + littleEndian(1ULL << 60U, 8),
         openPytorch},
    };
}

TEST(PeakMemory, OfAMalformedFileIsTwiceItsSizeWhateverItClaims) {
    const MemoryFile file;
    for (const auto& [name, bytes, open] : claims()) {
        file.write(bytes);
        const AllocationPeak peak;
        const auto source = open(file.path());
        EXPECT_LE(peak.bytes(), 2 * bytes.size() + kConstant) << name;
        EXPECT_FALSE(source.ok()) << name;
    }
}

/// The JSON library keeps the text of the token it reads, blanks before it included, in buffers that double.
TEST(PeakMemory, OfAHeaderThatIsThereIsAFewTimesItsSize) {
    const MemoryFile file;
    const std::string megabytes(8U << 20U, ' ');
    for (const std::string& header : {"{" + megabytes, "{\"" + megabytes + "\":{}}"}) {
        file.write(safetensorsBytes(header, 0));
        const AllocationPeak peak;
        EXPECT_FALSE(openSafetensors(file.path()).ok());
        EXPECT_LE(peak.bytes(), 6 * header.size() + kConstant);
    }
}

TEST(PeakMemory, OfMutantsIsTwiceTheirSize) {
    const MemoryFile file;
    const std::vector<Claim> good{{"zip", zipOf(stateOf({})), openPytorch},
                                  {"legacy", pytorchLegacy(stateOf({}), {{"0", floatBytes(4)}}), openPytorch},
                                  {"safetensors", safetensorsOf("[8]", "[0,8]"), openSafetensors}};
    for (const auto& [name, bytes, open] : good) {
        for (std::uint32_t number = 0; number < 3000; ++number) {
            const std::string mutated = mutant(bytes, number, bytes.size());
            file.write(mutated);
            const AllocationPeak peak;
            static_cast<void>(open(file.path()));
            ASSERT_LE(peak.bytes(), 2 * mutated.size() + kConstant) << name << ", mutant " << number;
        }
    }
}

/// What reading every tensor takes beyond one destination.
std::size_t peakOfReading(const Result<std::unique_ptr<TensorSource>>& source, std::size_t largest) {
    std::vector<std::byte> destination(largest);
    const AllocationPeak peak;
    for (const auto& entry : source.value()->entries()) {
        EXPECT_TRUE(source.value()->read(entry, std::span(destination).first(entry.bytes)));
    }
    return peak.bytes();
}

constexpr std::int64_t kElements = 4 << 20;  ///< of a tensor of 16 MiB
constexpr std::size_t kReaders = 2U << 20U;  ///< a megabyte for checksums, and some

TEST(PeakMemory, OfAGoodPytorchFileIsItsTensorAndAConstant) {
    const TemporaryFolder folder;
    const std::string pickle = W().raw("}(")
                                   .text("whole")
                                   .tensor({.elements = kElements, .shape = {kElements}})
                                   .text("part")
                                   .tensor({.elements = kElements, .offset = 8, .shape = {kElements - 8}})
                                   .text("turned")
                                   .tensor({.elements = kElements, .shape = {2048, 2048}, .strides = {1, 2048}})
                                   .raw("u")
                                   .done();
    writeText(folder / "m.bin", pytorchZip(pickle, {{"0", std::string(kElements * 4, '\1')}}));
    const AllocationPeak peak;
    const auto source = openPytorch(folder / "m.bin");
    ASSERT_TRUE(source) << source.error().message();
    EXPECT_LE(peak.bytes(), kConstant);
    EXPECT_LE(peakOfReading(source, kElements * 4), kElements * 4 + kReaders) << "a view is gathered from a copy";
}

TEST(PeakMemory, OfAShardedFolderIsItsTensorAndAConstant) {
    const TemporaryFolder folder;
    const std::vector<std::byte> bytes(kElements * 4);
    std::string map;
    for (const std::string name : {"a", "b", "c"}) {
        writeSafetensors(folder / (name + ".safetensors"), {{name, DataType::F32, {kElements}, bytes}}).orThrow();
        map += (map.empty() ? "\"" : ",\"") + name + "\":\"" + name + ".safetensors\"";
    }
    writeText(folder / "config.json", R"({"model_type":"gpt2"})");
    writeText(folder / "model.safetensors.index.json", R"({"weight_map":{)" + map + "}}");
    const AllocationPeak peak;
    const auto source = openWeights(openModelFolder(folder.path()).orThrow());
    ASSERT_TRUE(source) << source.error().message();
    EXPECT_LE(peak.bytes(), kConstant);
    EXPECT_LE(peakOfReading(source, bytes.size()), kConstant);
}

}  // namespace
}  // namespace detox
