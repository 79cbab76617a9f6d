// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <ATen/ops/linear.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include "core/hub/open_model.h"
#include "core/models/adapter_files.h"
#include "tests/golden/tolerances.h"
#include "tests/support/disturbed_adapters.h"
#include "tests/support/golden_arrays.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"
#include "tests/support/tiny_families.h"
#include "tests/unit/models/tiny_models.h"

namespace detox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const LoraConfig kEverywhere{.loraRank = 3, .loraAlpha = 6, .loraTargets = LoraTargets::AllLinear};

TokenBatch text() {
    return padRows({{3, 14, 15, 9, 2, 6, 5, 60, 0, 31, 4, 15}, {7, 7, 20, 1}}, 0, PaddingSide::Right);
}

at::Tensor logitsOf(const CausalLm& model, const ResidualDropout& dropout = {}) {
    return model.logits(model.hiddenStates(text(), dropout));
}

/// For differences that float32 would drown.
void computeInDouble(const CausalLm& model) {
    for (const ParameterSet* parameters : {&model.parameters(), &model.adapters().parameters}) {
        for (const auto& [name, tensor] : parameters->all()) tensor.set_data(tensor.to(at::kDouble));
    }
}

std::string nameOf(const ::testing::TestParamInfo<TinyFamily>& info) {
    return info.param.name;
}

class AdaptedFamilies : public ::testing::TestWithParam<TinyFamily> {
protected:
    CausalLm original = makeTinyDecoder(GetParam().config);
    CausalLm model = original.adapted(kEverywhere, 5);
    TemporaryFolder folder;

    at::Tensor meanLogprob() const {
        const at::Tensor hidden = model.hiddenStates(text());
        const at::Tensor logits = at::linear(hidden, model.weights().head, model.weights().headBias);
        return tokenLogprobs(logits.narrow(1, 0, 11), text().ids.narrow(1, 1, 11)).mean();
    }
    double score() const {
        const c10::NoGradGuard noGradients;
        return meanLogprob().item<double>();
    }
};

TEST_P(AdaptedFamilies, StartAsTheOriginalBitForBit) {
    EXPECT_TRUE(logitsOf(model).equal(logitsOf(original)));
}

TEST_P(AdaptedFamilies, DifferFromTheOriginalOnceTrainedWhichStaysAsItWas) {
    const at::Tensor before = logitsOf(original);
    disturb(model.adapters());
    EXPECT_GT(maxDifference(logitsOf(model), before), 0.01);
    EXPECT_TRUE(logitsOf(original).equal(before));
}

TEST_P(AdaptedFamilies, OnlyTheAdaptersHaveGradientsAndAllOfThem) {
    disturb(model.adapters());
    meanLogprob().backward();
    for (const auto& [name, tensor] : model.parameters().all()) EXPECT_FALSE(tensor.grad().defined()) << name;
    for (const auto& [name, tensor] : model.adapters().parameters.all()) {
        ASSERT_TRUE(tensor.grad().defined()) << name;
        EXPECT_GT(tensor.grad().abs().max().item<double>(), 0) << name;
    }
}

TEST_P(AdaptedFamilies, GradientsAreThoseOfFiniteDifferences) {
    disturb(model.adapters());
    computeInDouble(model);
    meanLogprob().backward();
    const c10::NoGradGuard noGradients;
    for (const auto& [name, tensor] : model.adapters().parameters.all()) {
        const at::Tensor gradient = tensor.grad();
        const double slope = gradient.norm().item<double>();
        const at::Tensor kept = tensor.clone();
        constexpr double kStep = 1e-5;
        tensor.add_(gradient, kStep / slope);
        const double above = score();
        tensor.copy_(kept).sub_(gradient, kStep / slope);
        const double below = score();
        tensor.copy_(kept);
        EXPECT_NEAR((above - below) / (2 * kStep), slope, 1e-3 * slope) << name;
    }
}

TEST_P(AdaptedFamilies, AreSavedMerged) {
    disturb(model.adapters());
    model.save(folder.path());
    const CausalLm merged = CausalLm::load(openModelFolder(folder.path()).orThrow());
    EXPECT_LE(maxDifference(logitsOf(merged), logitsOf(model)), tolerance::kLogits);
}

TEST_P(AdaptedFamilies, BecomeAPeftFolderThatMergesToTheSameWeights) {
    disturb(model.adapters());
    for (const char* name : {"base", "adapter", "merged"}) std::filesystem::create_directory(folder / name);
    original.save(folder / "base");
    saveAdapters(folder / "adapter", model.adapters(), (folder / "base").string());
    model.save(folder / "merged");
    const CausalLm opened = CausalLm::load(openModel(folder / "adapter").orThrow());
    const CausalLm merged = CausalLm::load(openModel(folder / "merged").orThrow());
    for (const auto& [name, tensor] : merged.parameters().all()) {
        EXPECT_LE(maxDifference(opened.parameters().get(name), tensor), 1e-6) << name;
    }
}

TEST_P(AdaptedFamilies, ComeBackFromDiskBitForBit) {
    disturb(model.adapters());
    saveAdapters(folder.path(), model.adapters(), "base");
    const CausalLm again = original.adapted(kEverywhere, 6);
    loadAdapters(folder.path(), again.adapters());
    EXPECT_TRUE(logitsOf(again).equal(logitsOf(model)));
}

INSTANTIATE_TEST_SUITE_P(Tiny, AdaptedFamilies, ::testing::ValuesIn(tinyDecoders()), nameOf);

/// The adapted modules of a model, one of each kind.
std::vector<std::string> modulesOf(const CausalLm& model, LoraTargets targets) {
    return model.adapted({.loraRank = 2, .loraTargets = targets}, 1).adapters().modules;
}

TEST(Adapters, QueryAndValueAreThoseOfTheCheckpoint) {
    EXPECT_THAT(modulesOf(tinyLm(), LoraTargets::QueryValue),
                ElementsAre("attn.attention.q_proj", "attn.attention.v_proj"));
    const auto modules = [](const char* family) {
        return modulesOf(makeTinyDecoder(tinyFamily(family).config), LoraTargets::QueryValue);
    };
    EXPECT_THAT(modules("llama"), ElementsAre("self_attn.q_proj", "self_attn.v_proj"));
    EXPECT_THAT(modules("gpt2"), ElementsAre("attn.c_attn"));
    EXPECT_THAT(modules("bloom"), ElementsAre("self_attention.query_key_value"));
}

TEST(Adapters, MoreTargetsAreTheRestOfALayer) {
    const CausalLm llama = makeTinyDecoder(tinyFamily("llama").config);
    EXPECT_THAT(
        modulesOf(llama, LoraTargets::Attention),
        testing::UnorderedElementsAre("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj"));
    EXPECT_THAT(modulesOf(llama, LoraTargets::AllLinear),
                testing::UnorderedElementsAre("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj",
                                              "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"));
}

TEST(Adapters, BeginAsPeftsDo) {
    const CausalLm model = tinyLm().adapted({.loraRank = 4}, 7);
    for (const auto& [name, tensor] : model.adapters().parameters.all()) {
        if (name.ends_with("lora_B.weight")) {
            EXPECT_EQ(tensor.abs().max().item<double>(), 0) << name;
            continue;
        }
        EXPECT_LE(tensor.abs().max().item<double>(), 1.0 / 6) << "1/√36";
        EXPECT_NEAR(tensor.std().item<double>(), 1.0 / 6 / std::sqrt(3.0), 0.02) << "uniform";
    }
    const auto first = [](const CausalLm& lm) { return lm.adapters().parameters.all().front().tensor; };
    EXPECT_TRUE(first(model).equal(first(tinyLm().adapted({.loraRank = 4}, 7))));
    EXPECT_FALSE(first(model).equal(first(tinyLm().adapted({.loraRank = 4}, 8))));
}

TEST(Adapters, ScaleByAlphaOverRank) {
    const CausalLm original = tinyLm();
    const CausalLm once = original.adapted({.loraRank = 4, .loraAlpha = 4}, 7);
    const CausalLm thrice = original.adapted({.loraRank = 4, .loraAlpha = 12}, 7);
    EXPECT_EQ(once.weights().layers[0].qkv.adapters[0].scale, 1);
    EXPECT_EQ(thrice.weights().layers[0].qkv.adapters[1].scale, 3);
    disturb(once.adapters());
    const at::Tensor& base = original.weights().layers[0].qkv.weight;
    for (const auto& parameter : thrice.adapters().parameters.all()) {
        parameter.tensor.detach().copy_(once.adapters().parameters.get(parameter.name));
    }
    const at::Tensor changed = mergedWeight(once.weights().layers[0].qkv).sub(base);
    EXPECT_LE(maxDifference(mergedWeight(thrice.weights().layers[0].qkv).sub(base), changed.mul(3)), 1e-6);
    EXPECT_EQ(changed.narrow(0, 36, 36).abs().max().item<double>(), 0) << "the keys have none";
}

TEST(Adapters, DropOutOnlyWhatTheyReadAndByAddress) {
    const c10::NoGradGuard noGradients;
    const CausalLm model = tinyLm().adapted({.loraRank = 4, .loraDropout = 0.5}, 7);
    disturb(model.adapters());
    const auto atStep = [&](std::uint32_t step) {
        Dropout draws(7, step);
        return logitsOf(model, {.draws = &draws});
    };
    EXPECT_TRUE(atStep(1).equal(atStep(1)));
    EXPECT_FALSE(atStep(1).equal(atStep(2)));
    EXPECT_FALSE(atStep(1).equal(logitsOf(model)));
    const CausalLm fresh = tinyLm().adapted({.loraRank = 4, .loraDropout = 0.5}, 7);
    Dropout draws(7, 1);
    EXPECT_TRUE(logitsOf(fresh, {.draws = &draws}).equal(logitsOf(tinyLm()))) << "the weights drop nothing";
}

TEST(Adapters, TellPeftWhereTheyBelong) {
    const TemporaryFolder folder;
    const CausalLm model =
        makeTinyDecoder(tinyFamily("gpt2").config)
            .adapted({.loraRank = 2, .loraAlpha = 5, .loraDropout = 0.1, .loraTargets = LoraTargets::Attention}, 1);
    saveAdapters(folder.path(), model.adapters(), "organisation/base");
    const Json config = Json::parse(readText(folder / "adapter_config.json"));
    EXPECT_EQ(config.at("peft_type"), "LORA");
    EXPECT_EQ(config.at("base_model_name_or_path"), "organisation/base");
    EXPECT_EQ(config.at("r"), 2);
    EXPECT_EQ(config.at("lora_alpha"), 5);
    EXPECT_EQ(config.at("lora_dropout"), 0.1);
    EXPECT_EQ(config.at("fan_in_fan_out"), true);
    EXPECT_EQ(config.at("target_modules"), Json({"attn.c_attn", "attn.c_proj"}));
}

TEST(Adapters, OfAnotherRankAreNotTaken) {
    const TemporaryFolder folder;
    saveAdapters(folder.path(), tinyLm().adapted({.loraRank = 2}, 1).adapters(), "base");
    try {
        loadAdapters(folder.path(), tinyLm().adapted({.loraRank = 3}, 1).adapters());
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_THAT(error.message(), HasSubstr("lora_A.weight"));
    }
}

}  // namespace
}  // namespace detox
