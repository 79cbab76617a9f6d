// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/checkpoint/pytorch.h"
#include "core/checkpoint/safetensors.h"
#include "core/checkpoint/sharded_weights.h"
#include "tests/support/goldens.h"
#include "tests/support/source_contents.h"

namespace detox {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class LoaderGoldens : public ::testing::Test {
protected:
    void SetUp() override {
        m_folder = externalGoldens("loader");
        if (m_folder.empty()) GTEST_SKIP() << "DETOX_GOLDENS is not set";
    }
    fs::path m_folder;
};

TEST_F(LoaderGoldens, EveryBadFileIsRefusedByName) {
    int files = 0;
    for (const auto& entry : fs::directory_iterator(m_folder)) {
        if (!entry.path().filename().string().starts_with("bad_")) continue;
        ++files;
        const auto source = openSafetensors(entry.path());
        ASSERT_FALSE(source) << entry.path();
        EXPECT_THAT(source.error().message(), HasSubstr(entry.path().filename().string()));
    }
    EXPECT_EQ(files, 12);
}

TEST_F(LoaderGoldens, TheExpectedValuesAreReadWhole) {
    const auto source = openSafetensors(m_folder / "expected.safetensors");
    ASSERT_TRUE(source) << source.error().message();
    EXPECT_FALSE(source.value()->entries().empty());
    for (const auto& entry : source.value()->entries()) {
        std::vector<std::byte> bytes(entry.bytes);
        EXPECT_TRUE(source.value()->read(entry, bytes)) << entry.name;
    }
}

/// The tensors of expected.safetensors that torch.save was given, or the optimiser's.
std::map<std::string, TensorContents> expected(const fs::path& folder, bool ofOptimiser) {
    const std::string prefix = "adam.";
    std::map<std::string, TensorContents> chosen;
    for (auto& [name, tensor] : contentsOf(*openSafetensors(folder / "expected.safetensors").orThrow())) {
        if (name.starts_with(prefix) != ofOptimiser) continue;
        chosen.emplace(ofOptimiser ? name.substr(prefix.size()) : name, tensor);
    }
    return chosen;
}

TEST_F(LoaderGoldens, EveryFileOfTorchSaveHoldsTheExpectedTensors) {
    const auto whole = expected(m_folder, false);
    EXPECT_EQ(whole.size(), 21U);
    int files = 0;
    for (const auto& entry : fs::directory_iterator(m_folder)) {
        const std::string name = entry.path().filename().string();
        if (!name.ends_with(".bin") || name.starts_with("refuse_") || name.starts_with("adam")) continue;
        ++files;
        const auto source = openPytorch(entry.path());
        ASSERT_TRUE(source) << source.error().message();
        EXPECT_TRUE(contentsOf(*source.value()) == whole) << name;
    }
    EXPECT_EQ(files, 9);
}

TEST_F(LoaderGoldens, AnOptimisersStateIsReadBelowItsKey) {
    EXPECT_TRUE(contentsOf(*openPytorch(m_folder / "adam_optimizer.bin").orThrow()) == expected(m_folder, true));
}

TEST_F(LoaderGoldens, CodeInAPickleIsRefusedByName) {
    for (const char* name : {"refuse_reduce_zip.bin", "refuse_reduce_legacy.bin"}) {
        const auto source = openPytorch(m_folder / name);
        ASSERT_FALSE(source) << name;
        EXPECT_EQ(source.error().kind(), ErrorKind::Unsupported);
        EXPECT_THAT(source.error().message(), AllOf(HasSubstr(name), HasSubstr("refers to \"posix.system\"")));
    }
}

class PytorchGoldens : public ::testing::Test {
protected:
    void SetUp() override {
        m_root = externalGoldens("models");
        if (m_root.empty()) GTEST_SKIP() << "DETOX_GOLDENS is not set";
    }
    fs::path m_root;
};

TEST_F(PytorchGoldens, SingleFilesEqualTheirSafetensorsBitForBit) {
    int compared = 0;
    for (const auto& model : fs::directory_iterator(m_root)) {
        const fs::path safe = model.path() / "model.safetensors";
        const fs::path bin = model.path() / "pytorch_model.bin";
        if (!fs::exists(safe) || !fs::exists(bin)) continue;
        ++compared;
        auto left = contentsOf(*openPytorch(bin).orThrow());
        for (const auto& [name, tensor] : contentsOf(*openSafetensors(safe).orThrow())) {
            ASSERT_TRUE(left.contains(name)) << bin << " " << name;
            EXPECT_TRUE(left.at(name) == tensor) << bin << " " << name;
        }
    }
    EXPECT_EQ(compared, 17);
}

TEST_F(PytorchGoldens, ShardsEqualTheirSafetensorsBitForBit) {
    for (const char* name : {"gpt_neo_sharded", "gptj_bf16_sharded"}) {
        const auto left = contentsOf(*openShardedPytorch(m_root / name).orThrow());
        for (const auto& [tensor, contents] : contentsOf(*openShardedSafetensors(m_root / name).orThrow())) {
            ASSERT_TRUE(left.contains(tensor)) << name << " " << tensor;
            EXPECT_TRUE(left.at(tensor) == contents) << name << " " << tensor;
        }
    }
}

TEST_F(PytorchGoldens, TheFormatBeforeZipHoldsTiedTensorsOnce) {
    const auto contents = contentsOf(*openPytorch(m_root / "gpt_neo_legacy" / "pytorch_model.bin").orThrow());
    EXPECT_EQ(contents.size(), 31U);
    EXPECT_TRUE(contents.at("lm_head.weight") == contents.at("transformer.wte.weight"));
}

TEST(SafetensorsGoldens, EveryGoodFileOpens) {
    const fs::path root = externalGoldens("models");
    if (root.empty()) GTEST_SKIP() << "DETOX_GOLDENS is not set";
    int files = 0;
    for (const auto& found : fs::recursive_directory_iterator(root)) {
        if (found.path().extension() != ".safetensors") continue;
        ++files;
        const auto source = openSafetensors(found.path());
        ASSERT_TRUE(source) << source.error().message();
        EXPECT_FALSE(source.value()->entries().empty()) << found.path();
    }
    EXPECT_GT(files, 20);
}

}  // namespace
}  // namespace detox
