// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/checkpoint/adapter_folder.h"
#include "tests/support/adapter_files.h"
#include "tests/support/temporary_folder.h"

namespace detox {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class AdapterFolderTest : public ::testing::Test {
protected:
    std::string refusal(const Json& config) {
        writeAdapter(folder.path(), config, {});
        const auto opened = openAdapterFolder(folder.path());
        return opened ? std::string() : opened.error().message();
    }

    TemporaryFolder folder;
};

TEST_F(AdapterFolderTest, ScalesByAlphaOverRank) {
    const Json config = adapterConfig({{"rank_pattern", {{"c_proj", 8}}}, {"alpha_pattern", {{"mlp.c_proj", 16}}}});
    writeAdapter(folder.path(), config, {});
    const AdapterConfig read = openAdapterFolder(folder.path()).orThrow().config;
    EXPECT_EQ(read.base, "../base");
    EXPECT_DOUBLE_EQ(read.scaleOf("h.0.attn.c_attn"), 3);
    EXPECT_DOUBLE_EQ(read.scaleOf("h.0.attn.c_proj"), 6.0 / 8);
    EXPECT_DOUBLE_EQ(read.scaleOf("h.0.mlp.c_proj"), 2);
    EXPECT_EQ(read.rankOf("h.0.attn.xc_proj"), 2) << "a key matches whole parts of a name";
}

TEST_F(AdapterFolderTest, RefusesOtherKindsByName) {
    EXPECT_THAT(refusal(adapterConfig({{"peft_type", "IA3"}})),
                AllOf(HasSubstr("adapter_config.json"), HasSubstr("type IA3"), HasSubstr("merge_and_unload")));
    EXPECT_THAT(refusal(adapterConfig({{"use_dora", true}})), HasSubstr("use_dora"));
    EXPECT_THAT(refusal(adapterConfig({{"lora_bias", true}})), HasSubstr("lora_bias"));
    EXPECT_THAT(refusal(adapterConfig({{"init_lora_weights", "pissa_niter_4"}})), HasSubstr("begun by pissa_niter_4"));
    EXPECT_THAT(refusal(adapterConfig({{"layer_replication", {{0, 4}}}})), HasSubstr("layer_replication"));
    EXPECT_THAT(refusal(adapterConfig({{"rank_pattern", {{".*q_proj", 4}}}})), HasSubstr("'.*q_proj'"));
    EXPECT_EQ(refusal(adapterConfig({{"init_lora_weights", "gaussian"}})), "");
}

TEST_F(AdapterFolderTest, NamesTheKeyThatIsWrong) {
    const std::vector<std::pair<const char*, Json>> wrong{{"r", 0},
                                                          {"r", "8"},
                                                          {"r", 1e9},
                                                          {"lora_alpha", nullptr},
                                                          {"lora_alpha", "x"},
                                                          {"use_rslora", 1},
                                                          {"use_dora", "no"},
                                                          {"rank_pattern", 3},
                                                          {"base_model_name_or_path", ""},
                                                          {"base_model_name_or_path", nullptr},
                                                          {"peft_type", nullptr},
                                                          {"alpha_pattern", {{"x", "y"}}}};
    for (const auto& [key, value] : wrong) {
        EXPECT_THAT(refusal(adapterConfig({{key, value}})), AllOf(HasSubstr("adapter_config.json"), HasSubstr(key)));
    }
    writeFileAtomically(folder / "adapter_config.json", "[1]").orThrow();
    EXPECT_THAT(openAdapterFolder(folder.path()).error().message(), HasSubstr("not a JSON object"));
}

TEST_F(AdapterFolderTest, NeedsItsMatrices) {
    writeAdapter(folder.path(), adapterConfig(), {});
    std::filesystem::remove(folder / "adapter_model.safetensors");
    EXPECT_THAT(openAdapterWeights(openAdapterFolder(folder.path()).orThrow()).error().message(),
                HasSubstr("neither adapter_model.safetensors nor adapter_model.bin"));
}

}  // namespace
}  // namespace detox
