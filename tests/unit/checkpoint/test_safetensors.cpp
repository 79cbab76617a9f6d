// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstring>
#include <gmock/gmock.h>
#include <numeric>

#include <gtest/gtest.h>

#include "core/checkpoint/safetensors.h"
#include "core/util/random.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"
#include "tests/unit/checkpoint/safetensors_bytes.h"

namespace detox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Owns the bytes of tensors to write: one of every type, a scalar, an empty one and odd sizes.
struct Tensors {
    std::vector<std::vector<std::byte>> storage;
    std::vector<TensorToWrite> list;

    void add(const std::string& name, DataType type, std::vector<std::int64_t> shape) {
        const auto count = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
        std::vector<std::byte> bytes(static_cast<std::size_t>(count) * bytesPerElement(type));
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            bytes[i] = static_cast<std::byte>(
                randomBits({.seed = list.size(), .sample = static_cast<std::uint32_t>(i)}) & 255U);
        }
        storage.push_back(std::move(bytes));
        list.push_back({name, type, std::move(shape), {}});
    }
    const std::vector<TensorToWrite>& finish() {
        for (std::size_t i = 0; i < list.size(); ++i) list[i].bytes = storage[i];
        return list;
    }
};

Tensors everyType() {
    Tensors tensors;
    tensors.add("bool", DataType::Bool, {3});
    tensors.add("u8", DataType::U8, {2, 3});
    tensors.add("i8", DataType::I8, {1});
    tensors.add("i16", DataType::I16, {2, 1, 2});
    tensors.add("i32", DataType::I32, {5});
    tensors.add("i64.scalar", DataType::I64, {});
    tensors.add("f16", DataType::F16, {3});
    tensors.add("bf16", DataType::BF16, {7});
    tensors.add("f32.empty", DataType::F32, {4, 0});
    tensors.add("f32 \"quoted\" \xC3\xA9", DataType::F32, {2, 2});
    tensors.add("f64", DataType::F64, {1, 1, 1, 1, 1, 1, 1, 2});
    return tensors;
}

TEST(Safetensors, RoundTripBitForBit) {
    const TemporaryFolder folder;
    Tensors tensors = everyType();
    ASSERT_TRUE(writeSafetensors(folder / "a.safetensors", tensors.finish()));
    const auto source = openSafetensors(folder / "a.safetensors");
    ASSERT_TRUE(source) << source.error().message();
    ASSERT_EQ(source.value()->entries().size(), tensors.list.size());
    for (const auto& written : tensors.list) {
        const TensorEntry* entry = source.value()->find(written.name);
        ASSERT_NE(entry, nullptr) << written.name;
        EXPECT_EQ(entry->type, written.type);
        EXPECT_EQ(entry->shape, written.shape);
        std::vector<std::byte> bytes(entry->bytes);
        ASSERT_TRUE(source.value()->read(*entry, bytes));
        EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), written.bytes.begin(), written.bytes.end())) << written.name;
        EXPECT_EQ(source.value()->fileOf(*entry), folder / "a.safetensors");
    }
    EXPECT_EQ(source.value()->find("absent"), nullptr);
}

TEST(Safetensors, LayoutIsTheReferencesAndAligned) {
    const TemporaryFolder folder;
    Tensors tensors;
    tensors.add("b", DataType::F32, {1});
    tensors.add("half", DataType::F16, {1});
    tensors.add("a", DataType::F32, {1});
    tensors.add("long", DataType::I64, {1});
    ASSERT_TRUE(writeSafetensors(folder / "a.safetensors", tensors.finish()));
    const auto source = openSafetensors(folder / "a.safetensors").orThrow();
    std::vector<std::string> names;
    for (const auto& entry : source->entries()) names.push_back(entry.name);
    EXPECT_THAT(names, ElementsAre("long", "a", "b", "half"));
    const std::string bytes = readText(folder / "a.safetensors");
    EXPECT_EQ(static_cast<unsigned char>(bytes[0]) % 8, 0);
    EXPECT_THAT(bytes, HasSubstr(R"({"__metadata__":{"format":"pt"},"long":{"dtype":"I64","shape":[1],)"));
    EXPECT_THAT(bytes, HasSubstr(R"("half":{"dtype":"F16","shape":[1],"data_offsets":[16,18]})"));
}

TEST(Safetensors, AFileWithoutTensorsIsGood) {
    const TemporaryFolder folder;
    writeText(folder / "a.safetensors", safetensorsBytes("{}", 0));
    const auto source = openSafetensors(folder / "a.safetensors");
    ASSERT_TRUE(source) << source.error().message();
    EXPECT_TRUE(source.value()->entries().empty());
}

TEST(Safetensors, UnknownFieldsOfATensorAreSkippedAsTheReferenceDoes) {
    const TemporaryFolder folder;
    writeText(folder / "a.safetensors",
              safetensorsBytes(
                  R"({"x":{"note":{"dtype":[7,{"a":1}]},"dtype":"U8","shape":[2],"data_offsets":[0,2],"n":1}})", 2));
    const auto source = openSafetensors(folder / "a.safetensors");
    ASSERT_TRUE(source) << source.error().message();
    EXPECT_EQ(source.value()->entries()[0].bytes, 2U);
}

TEST(Safetensors, AFileCutWhileOpenGivesAnError) {
    const TemporaryFolder folder;
    writeText(folder / "a.safetensors",
              safetensorsBytes(R"({"x":{"dtype":"U8","shape":[100],"data_offsets":[0,100]}})", 100));
    const auto source = openSafetensors(folder / "a.safetensors").orThrow();
    std::filesystem::resize_file(folder / "a.safetensors", 100);
    std::vector<std::byte> bytes(100);
    const auto read = source->read(source->entries()[0], bytes);
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message(), HasSubstr("was cut short while it was read, inside tensor \"x\""));
}

TEST(SafetensorsWriter, RefusesWhatItCouldNotReadBack) {
    const TemporaryFolder folder;
    const std::vector<std::byte> four(4);
    const auto write = [&](std::vector<TensorToWrite> tensors) {
        const auto written = writeSafetensors(folder / "a.safetensors", tensors);
        return written ? std::string("written") : written.error().message();
    };
    EXPECT_THAT(write({{"x", DataType::F32, {2}, four}}), HasSubstr("\"x\" has more or fewer bytes"));
    EXPECT_THAT(write({{"x", DataType::F32, {1}, four}, {"x", DataType::F32, {1}, four}}), HasSubstr("twice"));
    EXPECT_THAT(write({{"__metadata__", DataType::F32, {1}, four}}), HasSubstr("cannot be written"));
    EXPECT_THAT(write({{"x", DataType::F32, {-1, -1}, four}}), HasSubstr("more or fewer bytes"));
    EXPECT_THAT(write({{"x\xFF", DataType::F32, {1}, four}}), HasSubstr("cannot be written"));
}

TEST(SafetensorsWriter, AsksForEachTensorOnceInTheOrderOfTheFile) {
    const TemporaryFolder folder;
    const std::vector<TensorEntry> entries{{"b", DataType::F32, {1}, 4}, {"a", DataType::F32, {1}, 4}};
    std::vector<std::size_t> asked;
    std::vector<std::byte> only(4);
    ASSERT_TRUE(writeSafetensors(folder / "a.safetensors", entries, [&](std::size_t index) {
        asked.push_back(index);
        std::fill(only.begin(), only.end(), static_cast<std::byte>(7 + index));
        return std::span<const std::byte>(only);
    }));
    EXPECT_THAT(asked, ElementsAre(1, 0));
    EXPECT_THAT(readText(folder / "a.safetensors"), ::testing::EndsWith("\x8\x8\x8\x8\x7\x7\x7\x7"));
}

TEST(SafetensorsWriter, EndsWithTheErrorOfATensorThatIsNotToBeHad) {
    const TemporaryFolder folder;
    const std::vector<TensorEntry> entries{{"x", DataType::F32, {2}, 8}};
    const auto write = [&](const BytesOfTensor& bytesOf) {
        return writeSafetensors(folder / "a.safetensors", entries, bytesOf).error().message();
    };
    EXPECT_EQ(write([](std::size_t) { return invalidInput("It is gone."); }), "It is gone.");
    const std::vector<std::byte> seven(7);
    EXPECT_THAT(write([&](std::size_t) { return std::span<const std::byte>(seven); }),
                HasSubstr("\"x\" has more or fewer bytes"));
}

TEST(SafetensorsWriter, SaysWhyAFileCannotBeWritten) {
    const auto written = writeSafetensors("/nonexistent-folder/a.safetensors", {});
    ASSERT_FALSE(written);
    EXPECT_THAT(written.error().message(), HasSubstr("Cannot write /nonexistent-folder/a.safetensors: No such file"));
}

}  // namespace
}  // namespace detox
