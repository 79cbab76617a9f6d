// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/hub/open_model.h"
#include "tests/support/adapter_files.h"
#include "tests/support/temporary_folder.h"

namespace detox {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class OpenModel : public ::testing::Test {
protected:
    void SetUp() override { addModel(folder / "base"); }

    static void addModel(const std::filesystem::path& path) {
        createDirectories(path).orThrow();
        writeFileAtomically(path / "config.json", R"({"model_type": "gpt2"})").orThrow();
        writeSafetensors(path / "model.safetensors", {}).orThrow();
    }

    TemporaryFolder folder;
};

TEST_F(OpenModel, OpensAModelsFolderAsItIs) {
    const ModelFolder model = openModel(folder / "base").orThrow();
    EXPECT_EQ(model.path, folder / "base");
    EXPECT_EQ(model.tokenizer, folder / "base");
    EXPECT_FALSE(model.adapter);
}

TEST_F(OpenModel, OpensAnAdapterOnTheBaseBesideIt) {
    writeAdapter(folder / "adapter", adapterConfig(), {});
    const ModelFolder model = openModel(folder / "adapter").orThrow();
    EXPECT_TRUE(std::filesystem::equivalent(model.path, folder / "base"));
    ASSERT_TRUE(model.adapter);
    EXPECT_EQ(model.adapter->path, folder / "adapter");
    EXPECT_TRUE(std::filesystem::equivalent(model.tokenizer, folder / "base"));
    writeFileAtomically(folder / "adapter" / "tokenizer.json", "{}").orThrow();
    EXPECT_EQ(openModel(folder / "adapter").orThrow().tokenizer, folder / "adapter") << "the adapter's own";
}

TEST_F(OpenModel, OpensAnAdapterOnABaseInTheHubsCache) {
    ::setenv("HF_HUB_CACHE", (folder / "cache").c_str(), 1);
    const auto repository = folder / "cache" / "models--org--base";
    addModel(repository / "snapshots" / "abc");
    createDirectories(repository / "refs").orThrow();
    writeFileAtomically(repository / "refs" / "main", "abc").orThrow();
    writeAdapter(folder / "adapter", adapterConfig({{"base_model_name_or_path", "org/base"}}), {});
    EXPECT_EQ(openModel(folder / "adapter").orThrow().path, repository / "snapshots" / "abc");
    ::unsetenv("HF_HUB_CACHE");
}

TEST_F(OpenModel, IsAModelWhereItsWeightsLieBesideAnAdapters) {
    addModel(folder / "both");
    writeAdapter(folder / "both", adapterConfig(), {});
    EXPECT_FALSE(openModel(folder / "both").orThrow().adapter);
}

TEST_F(OpenModel, SaysWhereTheBaseShouldBe) {
    writeAdapter(folder / "adapter", adapterConfig({{"base_model_name_or_path", "org/gone"}}), {});
    EXPECT_THAT(
        openModel(folder / "adapter").error().message(),
        AllOf(HasSubstr("'org/gone'"), HasSubstr("not on this computer"), HasSubstr("base_model_name_or_path")));
    writeAdapter(folder / "second", adapterConfig({{"base_model_name_or_path", "../adapter"}}), {});
    EXPECT_THAT(openModel(folder / "second").error().message(), HasSubstr("is an adapter itself"));
}

}  // namespace
}  // namespace detox
