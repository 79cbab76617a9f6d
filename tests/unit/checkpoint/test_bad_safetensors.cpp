// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/checkpoint/safetensors.h"
#include "tests/support/memory_file.h"
#include "tests/support/mutant.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"
#include "tests/unit/checkpoint/safetensors_bytes.h"

namespace detox {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct BadFile {
    std::string bytes;
    std::string reason;
};

std::string one(const std::string& fields) {
    return R"({"x":{)" + fields + "}}";
}

std::string tensor(const std::string& type, const std::string& shape, const std::string& offsets) {
    return one(R"("dtype":)" + type + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets);
}

std::string nested(int depth) {
    std::string value;
    for (int i = 0; i < depth; ++i) value += "[";
    return one(R"("more":)" + value);
}

std::string withLength(std::uint64_t length) {
    std::string bytes = safetensorsBytes("{}", 0);
    for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>((length >> (8 * i)) & 255U);
    return bytes;
}

std::string tooManyTensors() {
    std::string header = "{";
    for (int i = 0; i < 100'002; ++i) {
        header += (i == 0 ? "\"" : ",\"") + std::to_string(i) + R"(":{"dtype":"U8","shape":[0],"data_offsets":[0,0]})";
    }
    return header + "}";
}

std::vector<BadFile> container() {
    return {
        {"", "is empty"},
        {"1234567", "ends after 7 of 8 bytes"},
        {withLength(3), "ends after 10 of 11 bytes"},
        {withLength(100'000'001), "declares a header of 100000001 bytes"},
        {withLength(~0ULL), "declares a header of 18446744073709551615 bytes"},
        {withLength(1ULL << 63U), "is not a safetensors file"},
        {withLength(0), "does not start with '{'"},
        {safetensorsBytes(tensor("\"U8\"", "[9]", "[0,9]"), 8), "ends after"},
        {safetensorsBytes(tensor("\"U8\"", "[526000000]", "[0,526000000]"), 41), "ends after 0 of 526 MB"},
        {safetensorsBytes(tensor("\"U8\"", "[9]", "[0,9]"), 10), "has 1 bytes after its last tensor"},
        {safetensorsBytes("{}", 1), "has 1 bytes after its last tensor"},
    };
}

std::vector<BadFile> json() {
    return {
        {safetensorsBytes(" {}", 0), "does not start with '{'"},
        {safetensorsBytes("[]", 0), "does not start with '{'"},
        {safetensorsBytes("{\"x\xFF\":1}", 0), "not valid UTF-8"},
        {safetensorsBytes("{\"x\xED\xA0\x80\":1}", 0), "not valid UTF-8"},
        {safetensorsBytes("{", 0), "not valid JSON near byte"},
        {safetensorsBytes("{}}", 0), "not valid JSON near byte"},
        {safetensorsBytes("{\"x\":}", 0), "not valid JSON near byte"},
        {safetensorsBytes("{'x':1}", 0), "not valid JSON near byte"},
        {safetensorsBytes(std::string("{}\0", 3), 0), "zero byte"},
        {safetensorsBytes(nested(9), 0), "nested deeper than 8 levels"},
        {safetensorsBytes(nested(1'000'000), 0), "nested deeper than 8 levels"},
        {safetensorsBytes(R"({"x":1})", 0), "tensor \"x\": is a number instead of an object"},
        {safetensorsBytes(R"({"x":null})", 0), "tensor \"x\": is null"},
        {safetensorsBytes(R"({"x":[]})", 0), "tensor \"x\": is a list"},
        {safetensorsBytes(R"({"__metadata__":1})", 0), "is a number instead of an object"},
        {safetensorsBytes(R"({"__metadata__":{"a":1}})", 0), "__metadata__ value that is not a string"},
        {safetensorsBytes(R"({"__metadata__":{"a":{}}})", 0), "__metadata__ value that is not a string"},
        {safetensorsBytes(R"({"__metadata__":{"a":["b"]}})", 0), "__metadata__ value that is not a string"},
        {safetensorsBytes(R"({"__metadata__":{"a":"b","a":"c"}})", 0), "the key \"a\" occurs twice"},
        {safetensorsBytes(R"({"__metadata__":{},"__metadata__":{}})", 0), "has the key \"__metadata__\" twice"},
    };
}

std::vector<BadFile> fields() {
    const std::string twice = R"({"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                              R"("x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})";
    return {
        {safetensorsBytes(twice, 2), "has the key \"x\" twice"},
        {safetensorsBytes(one(R"("dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1])"), 1), "occurs twice"},
        {safetensorsBytes(one(R"("shape":[1],"data_offsets":[0,1])"), 1), "tensor \"x\": has no dtype"},
        {safetensorsBytes(one(R"("dtype":"U8","data_offsets":[0,1])"), 1), "tensor \"x\": has no shape"},
        {safetensorsBytes(one(R"("dtype":"U8","shape":[1])"), 1), "tensor \"x\": has no pair of data_offsets"},
        {safetensorsBytes("{\"x\":{}}", 0), "tensor \"x\": has no dtype"},
        {safetensorsBytes(tensor("\"F31\"", "[1]", "[0,4]"), 4), "dtype \"F31\" is unknown"},
        {safetensorsBytes(tensor("\"f32\"", "[1]", "[0,4]"), 4), "dtype \"f32\" is unknown"},
        {safetensorsBytes(tensor("7", "[1]", "[0,4]"), 4), "dtype is not a string"},
        {safetensorsBytes(tensor("[\"F32\"]", "[1]", "[0,4]"), 4), "field of the wrong kind"},
        {safetensorsBytes(tensor("\"F32\"", "1", "[0,4]"), 4), "shape is or holds a number"},
        {safetensorsBytes(tensor("\"F32\"", "\"1\"", "[0,4]"), 4), "shape is or holds a string"},
        {safetensorsBytes(tensor("\"F32\"", "[1.0]", "[0,4]"), 4), "shape is or holds a fraction"},
        {safetensorsBytes(tensor("\"F32\"", "[-1]", "[0,4]"), 4), "shape is or holds a negative number"},
        {safetensorsBytes(tensor("\"F32\"", "[null]", "[0,4]"), 4), "shape is or holds null"},
        {safetensorsBytes(tensor("\"F32\"", "[[1]]", "[0,4]"), 4), "field of the wrong kind"},
        {safetensorsBytes(tensor("\"F32\"", "{\"a\":1}", "[0,4]"), 4), "field of the wrong kind"},
        {safetensorsBytes(tensor("\"F32\"", "[1,1,1,1,1,1,1,1,1]", "[0,4]"), 4), "more than 8 dimensions"},
        {safetensorsBytes(tensor("\"F32\"", "[1]", "[0]"), 4), "has no pair of data_offsets"},
        {safetensorsBytes(tensor("\"F32\"", "[1]", "[0,4,8]"), 4), "more than two numbers"},
        {safetensorsBytes(tensor("\"F32\"", "[1]", "[-4,0]"), 4), "data_offsets is or holds a negative number"},
        {safetensorsBytes(tensor("\"F32\"", "[1]", "[0,99999999999999999999]"), 4), "number too large"},
        {safetensorsBytes(R"({")" + std::string(4097, 'n') + R"(":{}})", 0), "name longer than 4 KiB"},
        {safetensorsBytes(tooManyTensors(), 0), "more than 100000 tensors"},
    };
}

std::vector<BadFile> places() {
    const auto two = [](const std::string& first, const std::string& second) {
        return safetensorsBytes(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":)" + first +
                                    R"(},"b":{"dtype":"U8","shape":[4],"data_offsets":)" + second + "}}",
                                8);
    };
    return {
        {safetensorsBytes(tensor("\"F32\"", "[1]", "[4,0]"), 4), "ends before it begins"},
        {safetensorsBytes(tensor("\"F32\"", "[2]", "[0,4]"), 4), "need 8 bytes, its place has 4"},
        {safetensorsBytes(tensor("\"F32\"", "[]", "[0,8]"), 8), "need 4 bytes, its place has 8"},
        {safetensorsBytes(tensor("\"F32\"", "[0]", "[0,4]"), 4), "need 0 bytes, its place has 4"},
        {safetensorsBytes(tensor("\"F32\"", "[4294967296,4294967296]", "[0,4]"), 4), "larger than any memory"},
        {safetensorsBytes(tensor("\"F32\"", "[18446744073709551615]", "[0,4]"), 4), "larger than any memory"},
        {safetensorsBytes(tensor("\"F64\"", "[2305843009213693952]", "[0,0]"), 0), "larger than any memory"},
        {safetensorsBytes(tensor("\"U8\"", "[4]", "[1,5]"), 5), "a hole of unused bytes lies before it"},
        {two("[0,4]", "[5,9]"), "tensor \"b\": a hole"},
        {two("[0,4]", "[3,7]"), "tensor \"b\": overlaps"},
        {two("[0,4]", "[0,4]"), "overlaps the tensor before it"},
        {two("[4,8]", "[4,8]"), "a hole of unused bytes"},
    };
}

class BadSafetensors : public ::testing::TestWithParam<BadFile> {};

TEST_P(BadSafetensors, IsRefusedWithFileAndReason) {
    const TemporaryFolder folder;
    writeText(folder / "m.safetensors", GetParam().bytes);
    const auto source = openSafetensors(folder / "m.safetensors");
    ASSERT_FALSE(source);
    EXPECT_EQ(source.error().kind(), ErrorKind::InvalidInput);
    EXPECT_THAT(source.error().message(), AllOf(HasSubstr("m.safetensors"), HasSubstr(GetParam().reason)));
}

INSTANTIATE_TEST_SUITE_P(Container, BadSafetensors, ::testing::ValuesIn(container()));
INSTANTIATE_TEST_SUITE_P(Json, BadSafetensors, ::testing::ValuesIn(json()));
INSTANTIATE_TEST_SUITE_P(Fields, BadSafetensors, ::testing::ValuesIn(fields()));
INSTANTIATE_TEST_SUITE_P(Places, BadSafetensors, ::testing::ValuesIn(places()));

/// About 2 KB: eleven tensors of several types.
std::string goodFile() {
    const TemporaryFolder folder;
    std::vector<std::vector<std::byte>> storage;
    std::vector<TensorToWrite> tensors;
    constexpr std::array<DataType, 4> kTypes{DataType::F32, DataType::BF16, DataType::I64, DataType::U8};
    for (int i = 0; i < 11; ++i) storage.emplace_back(16 * bytesPerElement(kTypes.at(static_cast<std::size_t>(i) % 4)));
    for (std::size_t i = 0; i < storage.size(); ++i) {
        tensors.push_back({"layer." + std::to_string(i) + ".weight", kTypes.at(i % 4), {4, 4}, storage[i]});
    }
    writeSafetensors(folder / "a.safetensors", tensors).orThrow();
    return readText(folder / "a.safetensors");
}

bool opensAndReads(const std::filesystem::path& file) {
    const auto source = openSafetensors(file);
    if (!source) {
        EXPECT_THAT(source.error().message(), HasSubstr(file.string()));
        return false;
    }
    for (const auto& entry : source.value()->entries()) {
        std::vector<std::byte> bytes(entry.bytes);
        if (!source.value()->read(entry, bytes)) return false;
    }
    return true;
}

TEST(BadSafetensors, TruncationAtEveryByteIsRefused) {
    const MemoryFile file;
    const std::string good = goodFile();
    ASSERT_GT(good.size(), 1500U);
    for (std::size_t length = 0; length < good.size(); ++length) {
        file.write(std::string_view(good).substr(0, length));
        ASSERT_FALSE(opensAndReads(file.path())) << "cut after " << length << " bytes";
    }
    file.write(good);
    EXPECT_TRUE(opensAndReads(file.path()));
}

TEST(BadSafetensors, TenThousandMutantsNeverCrash) {
    const MemoryFile file;
    const std::string good = goodFile();
    int refused = 0;
    for (std::uint32_t number = 0; number < 10'000; ++number) {
        file.write(mutant(good, number, 1100));
        if (!opensAndReads(file.path())) ++refused;
    }
    EXPECT_GT(refused, 8000);
    EXPECT_LT(refused, 10'000);
}

}  // namespace
}  // namespace detox
