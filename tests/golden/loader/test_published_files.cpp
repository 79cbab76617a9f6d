// SPDX-License-Identifier: GPL-3.0-or-later
// Files of torch.save as their authors published them, and two that crash other readers, beside DETOX_GOLDENS.
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/checkpoint/pytorch.h"
#include "core/checkpoint/safetensors.h"
#include "tests/support/goldens.h"
#include "tests/support/source_contents.h"

namespace detox {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct PublishedFile {
    std::string path;
    std::size_t tensors = 0;
    std::string name;  ///< of one tensor, and its shape
    std::vector<std::int64_t> shape;
};

class PublishedFiles : public ::testing::TestWithParam<PublishedFile> {};

TEST_P(PublishedFiles, AreReadWholeTheirChecksumsBeingRight) {
    const auto file = besideGoldens(GetParam().path);
    if (file.empty()) GTEST_SKIP() << "no " << GetParam().path << " beside DETOX_GOLDENS";
    const auto source = openPytorch(file);
    ASSERT_TRUE(source) << source.error().message();
    const auto contents = contentsOf(*source.value());
    EXPECT_EQ(contents.size(), GetParam().tensors);
    ASSERT_TRUE(contents.contains(GetParam().name));
    EXPECT_EQ(contents.at(GetParam().name).shape, GetParam().shape);
}

INSTANTIATE_TEST_SUITE_P(
    All, PublishedFiles,
    ::testing::ValuesIn(std::vector<PublishedFile>{
        {"data/checkpoints/picklescan/pytorch_model.bin",
         38,
         "distilbert.embeddings.word_embeddings.weight",
         {28996, 2}},
        {"data/checkpoints/burn-mnist/mnist.pt", 20, "conv1.weight", {8, 1, 3, 3}},
        {"data/checkpoints/mdn-minigpt/mini_gpt.pth", 158, "token_embedding.weight", {196, 128}},
        {"data/checkpoints/mdn-minigpt/mini_gpt_model.pth", 158, "token_embedding.weight", {31, 128}},
        {"data/checkpoints/tinypellm/pytorch_model.bin", 24, "model.embed_tokens.weight", {3000, 128}},
        {"data/checkpoints/tinypellm/tinypellm_model.pt", 36, "token_embedding.weight", {3000, 128}},
    }),
    [](const auto& file) { return "File" + std::to_string(file.index); });

TEST(PublishedSafetensors, HaveTheTensorsOfTheFileOfTorchSave) {
    const auto folder = besideGoldens("data/checkpoints/burn-mnist");
    if (folder.empty()) GTEST_SKIP() << "no data/checkpoints/burn-mnist beside DETOX_GOLDENS";
    const auto safe = contentsOf(*openSafetensors(folder / "mnist.safetensors").orThrow());
    EXPECT_EQ(safe.size(), 20U);
    for (const auto& [name, tensor] : contentsOf(*openPytorch(folder / "mnist.pt").orThrow())) {
        ASSERT_TRUE(safe.contains(name)) << name;
        EXPECT_EQ(safe.at(name).shape, tensor.shape) << name << ": the same network with other weights";
        EXPECT_EQ(safe.at(name).type, tensor.type) << name;
    }
}

TEST(PublishedSafetensors, HoldWholeNumbersOfOneAndEightBytes) {
    const auto file = besideGoldens("data/checkpoints/candle/voices.safetensors");
    if (file.empty()) GTEST_SKIP() << "no data/checkpoints/candle beside DETOX_GOLDENS";
    const auto contents = contentsOf(*openSafetensors(file).orThrow());
    const std::vector<std::int64_t> shape{1, 982, 33};
    EXPECT_EQ(contents.at("tokens").type, DataType::I64);
    EXPECT_EQ(contents.at("tokens").shape, shape);
    EXPECT_EQ(contents.at("mask").type, DataType::U8);
    EXPECT_EQ(contents.at("mask").shape, shape);
}

std::string problem(const std::filesystem::path& file) {
    const auto source = openPytorch(file);
    return source ? "opened" : source.error().message();
}

TEST(HostileFiles, ThePickleThatCorruptsLibtorchsMemoryIsRefused) {
    const auto file = besideGoldens("repro/torch_pickle_oob.bin");
    if (file.empty()) GTEST_SKIP() << "no torch_pickle_oob.bin beside DETOX_GOLDENS";
    EXPECT_THAT(problem(file),
                AllOf(HasSubstr("torch_pickle_oob.bin"), HasSubstr("a value it never put on the stack")));
}

TEST(HostileFiles, TheSentencepieceModelThatCrashesItsLibraryIsNoFileOfTorchSave) {
    const auto file = besideGoldens("repro/spm_segv.model");
    if (file.empty()) GTEST_SKIP() << "no spm_segv.model beside DETOX_GOLDENS";
    EXPECT_THAT(problem(file), AllOf(HasSubstr("spm_segv.model"), HasSubstr("neither a zip archive nor a pickle")));
}

}  // namespace
}  // namespace detox
