// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/checkpoint/pytorch.h"
#include "tests/support/memory_file.h"
#include "tests/support/pytorch_files.h"
#include "tests/support/source_contents.h"

namespace detox {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using W = PickleWriter;

/// A file of torch.save in memory and what opening it gives.
struct Opened {
    explicit Opened(const std::string& bytes) { file.write(bytes); }
    [[nodiscard]] std::unique_ptr<TensorSource> source() const { return openPytorch(file.path()).orThrow(); }
    [[nodiscard]] std::vector<std::string> names() const {
        const auto opened = source();
        std::vector<std::string> names;
        for (const auto& entry : opened->entries()) names.push_back(entry.name);
        return names;
    }
    [[nodiscard]] std::vector<float> values(const std::string& name) const {
        const auto opened = source();
        const TensorEntry* entry = opened->find(name);
        if (entry == nullptr) throw std::runtime_error("no " + name);
        std::vector<float> values(entry->bytes / sizeof(float));
        opened->read(*entry, std::as_writable_bytes(std::span(values))).orThrow();
        return values;
    }
    MemoryFile file;
};

/// {"whole": [2, 3], "turned": [3, 2], "part": [2], "repeated": [2, 2], "nothing": [0, 5], "one": []}
std::string views() {
    return W()
        .raw("}(")
        .text("whole")
        .tensor({.elements = 6, .shape = {2, 3}, .strides = {3, 1}})
        .text("turned")
        .tensor({.elements = 6, .shape = {3, 2}, .strides = {1, 3}})
        .text("part")
        .tensor({.elements = 6, .offset = 4, .shape = {2}, .strides = {1}})
        .text("repeated")
        .tensor({.elements = 6, .offset = 1, .shape = {2, 2}, .strides = {0, 1}})
        .text("nothing")
        .tensor({.elements = 6, .shape = {0, 5}, .strides = {5, 1}})
        .text("one")
        .tensor({.elements = 6, .offset = 5, .shape = {}, .strides = {}})
        .raw("u")
        .done();
}

class PytorchFormats : public ::testing::TestWithParam<bool> {
protected:
    [[nodiscard]] static std::string bytes(const std::string& pickle, const std::vector<StorageBytes>& storages) {
        return GetParam() ? pytorchZip(pickle, storages) : pytorchLegacy(pickle, storages);
    }
};

INSTANTIATE_TEST_SUITE_P(ZipAndLegacy, PytorchFormats, ::testing::Bool(),
                         [](const auto& format) { return format.param ? "Zip" : "Legacy"; });

TEST_P(PytorchFormats, TensorsAreViewsOfTheirStorage) {
    const Opened opened(bytes(views(), {{"0", floatBytes(6)}}));
    EXPECT_THAT(opened.names(), ElementsAre("whole", "turned", "part", "repeated", "nothing", "one"));
    EXPECT_THAT(opened.values("whole"), ElementsAre(0, 1, 2, 3, 4, 5));
    EXPECT_THAT(opened.values("turned"), ElementsAre(0, 3, 1, 4, 2, 5));
    EXPECT_THAT(opened.values("part"), ElementsAre(4, 5));
    EXPECT_THAT(opened.values("repeated"), ElementsAre(1, 2, 1, 2));
    EXPECT_THAT(opened.values("nothing"), ElementsAre());
    EXPECT_THAT(opened.values("one"), ElementsAre(5));
    const auto source = opened.source();
    EXPECT_EQ(source->find("turned")->shape, (std::vector<std::int64_t>{3, 2}));
    EXPECT_EQ(source->find("absent"), nullptr);
}

TEST_P(PytorchFormats, SeveralStoragesAreFoundByTheirKeys) {
    const std::string pickle =
        W().raw("}(").text("a").tensor({.key = "8"}).text("b").tensor({.key = "3"}).raw("u").done();
    const Opened opened(bytes(pickle, {{"3", floatBytes(4)}, {"8", std::string(16, '\0')}}));
    EXPECT_THAT(opened.values("a"), ElementsAre(0, 0, 0, 0));
    EXPECT_THAT(opened.values("b"), ElementsAre(0, 1, 2, 3));
}

TEST_P(PytorchFormats, ParametersAndSizesAreTakenForWhatTheyHold) {
    const std::string pickle = W().raw("}")
                                   .text("p")
                                   .name("torch._utils", "_rebuild_parameter")
                                   .raw("(")
                                   .name("torch._utils", "_rebuild_tensor_v2")
                                   .raw("(")
                                   .storage({})
                                   .integer(0)
                                   .name("torch", "Size")
                                   .integers({2, 2})
                                   .raw("\x85R")
                                   .integers({2, 1})
                                   .raw("\x89NtR\x88NtRs")
                                   .done();
    EXPECT_THAT(Opened(bytes(pickle, {{"0", floatBytes(4)}})).values("p"), ElementsAre(0, 1, 2, 3));
}

TEST_P(PytorchFormats, OneOuterDictionaryIsLeftOutOfTheNames) {
    const std::string pickle = W().raw("}(")
                                   .text("step")
                                   .raw("K\7")
                                   .text("model")
                                   .raw("}(")
                                   .text("w")
                                   .tensor({})
                                   .text("deep")
                                   .raw("}K\3")
                                   .tensor({})
                                   .raw("su")
                                   .raw("u")
                                   .done();
    EXPECT_THAT(Opened(bytes(pickle, {{"0", floatBytes(4)}})).names(), ElementsAre("w", "deep.3"));
}

TEST_P(PytorchFormats, TwoOuterDictionariesStayInTheNames) {
    const std::string pickle = W().raw("}(")
                                   .text("model")
                                   .raw("}")
                                   .text("w")
                                   .tensor({})
                                   .raw("s")
                                   .text("ema")
                                   .raw("}")
                                   .text("w")
                                   .tensor({})
                                   .raw("su")
                                   .done();
    EXPECT_THAT(Opened(bytes(pickle, {{"0", floatBytes(4)}})).names(), ElementsAre("model.w", "ema.w"));
}

TEST_P(PytorchFormats, WhatIsNoTensorIsLeftOut) {
    const std::string pickle =
        W().raw("}(").text("w").tensor({}).text("list").raw("]").tensor({}).raw("a").text("none").raw("Nu").done();
    EXPECT_THAT(Opened(bytes(pickle, {{"0", floatBytes(4)}})).names(), ElementsAre("w"));
}

TEST(PytorchLegacy, APartOfAStorageBeginsWhereItsIdSays) {
    const std::string pickle = W().raw("}")
                                   .text("x")
                                   .name("torch._utils", "_rebuild_tensor_v2")
                                   .raw("((")
                                   .text("storage")
                                   .name("torch", "FloatStorage")
                                   .text("0")
                                   .text("cpu")
                                   .raw("K\6(")
                                   .text("view")
                                   .raw("K\2K\3ttQ")
                                   .integer(1)
                                   .raw("K\2\x85K\1\x85\x89NtRs")
                                   .done();
    EXPECT_THAT(Opened(pytorchLegacy(pickle, {{"0", floatBytes(6)}})).values("x"), ElementsAre(3, 4));
}

struct BadState {
    std::string pickle;
    std::string reason;
};

std::string one(const PickledTensor& tensor) {
    return W().raw("}").text("x").tensor(tensor).raw("s").done();
}

constexpr std::int64_t kHuge = std::int64_t{1} << 62;

std::vector<BadState> badTensors() {
    return {
        {one({.offset = 1}), "tensor \"x\": it reaches outside its storage"},
        {one({.offset = -1}), "tensor \"x\": its place, shape or strides"},
        {one({.offset = INT64_MAX}), "reaches outside its storage"},
        {one({.shape = {5}}), "reaches outside its storage"},
        {one({.shape = {-1}}), "its place, shape or strides"},
        {one({.strides = {2}}), "reaches outside its storage"},
        {one({.strides = {-1}}), "its place, shape or strides"},
        {one({.strides = {kHuge}}), "reaches outside its storage"},
        {one({.shape = {3, 3}, .strides = {kHuge, kHuge}}), "reaches outside its storage"},
        {one({.shape = {kHuge}, .strides = {0}}), "its shape is larger than the whole file"},
        {one({.shape = {kHuge, kHuge}, .strides = {0, 0}}), "its shape is larger than the whole file"},
        {one({.shape = {100'000}, .strides = {0}}), "its shape is larger than the whole file"},
        {one({.shape = {4, 1}}), "its place, shape or strides"},
        {one({.shape = std::vector<std::int64_t>(9, 1), .strides = std::vector<std::int64_t>(9, 1)}),
         "at most 8 numbers"},
        {one({.elements = kHuge}), "declares the storage \"0\" larger than itself"},
        {one({.elements = INT64_MAX}), "declares the storage \"0\" larger than itself"},
        {one({.elements = -1}), "declares a storage in a way that PyTorch does not"},
        {one({.elements = 100'000}), "declares the storage \"0\" larger than itself"},
        {W().raw("}(").text("x").tensor({}).text("x").tensor({}).raw("u").done(), "tensor \"x\": it occurs twice"},
        {W().raw("}(").text("x").tensor({}).text("y").tensor({.type = "HalfStorage"}).raw("u").done(),
         "declares the storage \"0\" in two different ways"},
        {W().raw("}(").text("x").tensor({}).text("y").tensor({.elements = 3, .shape = {3}}).raw("u").done(),
         "declares the storage \"0\" in two different ways"},
    };
}

/// Dictionaries 30 deep, each holding the next one twice: a billion ways to the last.
std::string doubled() {
    W writer;
    for (int depth = 0; depth < 30; ++depth) writer.raw("}q").raw(littleEndian(depth, 1)).raw("(").text("a");
    writer.raw("}q").raw(littleEndian(30, 1)).text("x").tensor({}).raw("s");
    for (int depth = 30; depth > 0; --depth) writer.text("b").raw("h").raw(littleEndian(depth, 1)).raw("u");
    return writer.done();
}

std::vector<BadState> badStates() {
    const auto tensorOf = [](const std::string& arguments) {
        return W().raw("}").text("x").name("torch._utils", "_rebuild_tensor_v2").raw(arguments).raw("Rs").done();
    };
    const auto storageOf = [](const std::string& id) { return W().raw("}").text("x").raw(id).raw("Qs").done(); };
    const auto key = [](const std::string& text) { return W().raw("}").raw(text).tensor({}).raw("s").done(); };
    return {
        {W().raw("N").done(), "holds no dictionary of tensors"},
        {W().tensor({}).done(), "holds no dictionary of tensors"},
        {W().raw("}").done(), "holds no tensors"},
        {W().raw("}").text("x").raw("N").raw("s").done(), "holds no tensors"},
        {tensorOf(")"), "tensor \"x\": it is not made as PyTorch makes it"},
        {tensorOf("(NNNNNNt"), "tensor \"x\": it has no storage"},
        {tensorOf("(NNNNNNNNt"), "tensor \"x\": it is not made as PyTorch makes it"},
        {storageOf("N"), "declares a storage in a way that PyTorch does not"},
        {storageOf(")"), "declares a storage in a way that PyTorch does not"},
        {storageOf("(NNNNNt"), "declares a storage in a way that PyTorch does not"},
        {W().raw("}")
             .text("x")
             .raw("(")
             .text("module")
             .name("torch", "FloatStorage")
             .text("0")
             .text("cpu")
             .raw("K\4tQs")
             .done(),
         "declares a storage in a way that PyTorch does not"},
        {key("N"), "a tensor whose name is neither text nor a number"},
        {key(")"), "a tensor whose name is neither text nor a number"},
        {key("U\1\xff"), "a tensor name that is not valid UTF-8"},
        {W().raw("}").text(std::string(4097, 'n')).tensor({}).raw("s").done(), "a tensor name longer than 4 KiB"},
        {W().raw("}q\1").text("x").raw("h\1s").done(), "holds the dictionary \"x\" twice"},
        {doubled(), "holds the dictionary \"a."},
        {W().raw("}(").text("a").raw("}q\1").text("b").raw("h\1u").done(), "holds the dictionary \"b\" twice"},
    };
}

class BadPytorch : public ::testing::TestWithParam<BadState> {};

TEST_P(BadPytorch, IsRefusedWithFileAndReasonInBothFormats) {
    for (const bool zip : {true, false}) {
        const std::vector<StorageBytes> storages{{"0", floatBytes(4)}};
        const MemoryFile file;
        file.write(zip ? pytorchZip(GetParam().pickle, storages) : pytorchLegacy(GetParam().pickle, storages));
        const auto source = openPytorch(file.path());
        ASSERT_FALSE(source) << zip;
        EXPECT_THAT(source.error().message(), AllOf(HasSubstr(file.path().string()), HasSubstr(GetParam().reason)));
    }
}

INSTANTIATE_TEST_SUITE_P(Tensors, BadPytorch, ::testing::ValuesIn(badTensors()));
INSTANTIATE_TEST_SUITE_P(States, BadPytorch, ::testing::ValuesIn(badStates()));

}  // namespace
}  // namespace detox
