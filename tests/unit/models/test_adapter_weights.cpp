// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/hub/open_model.h"
#include "core/models/adapter_weights.h"
#include "tests/support/adapter_files.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_families.h"

namespace detox {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kBefore[] = "base_model.model.";

/// scale·B·A at [row, column], by hand.
double deltaAt(const AdapterTensor& a, const AdapterTensor& b, double scale, std::int64_t row, std::int64_t column) {
    double sum = 0;
    const std::int64_t rank = a.shape[0];
    for (std::int64_t k = 0; k < rank; ++k) {
        sum += static_cast<double>(b.values[static_cast<std::size_t>(row * rank + k)]) *
               static_cast<double>(a.values[static_cast<std::size_t>(k * a.shape[1] + column)]);
    }
    return scale * sum;
}

class AdapterWeights : public ::testing::Test {
protected:
    void makeBase(const std::string& family) { makeTinyDecoder(tinyFamily(family).config).save(folder / "base"); }

    void SetUp() override { std::filesystem::create_directory(folder / "base"); }

    ModelFolder open() const { return openModel(folder / "adapter").orThrow(); }
    CausalLm adapted() const { return CausalLm::load(open()); }
    CausalLm base() const { return CausalLm::load(openModel(folder / "base").orThrow()); }

    at::Tensor changeOf(const std::string& parameter) const {
        return adapted().parameters().get(parameter).sub(base().parameters().get(parameter));
    }

    std::string problem() const {
        try {
            const auto opened = openModel(folder / "adapter");
            if (!opened) return opened.error().message();
            (void)CausalLm::load(opened.value());
        } catch (const Error& error) {
            return error.message();
        }
        return {};
    }

    TemporaryFolder folder;
};

/// All elements of `change`, a matrix, are the delta's; rows outside [first, first + rows of b) are unchanged.
void expectDelta(const at::Tensor& change, const AdapterTensor& a, const AdapterTensor& b, double scale,
                 std::int64_t first = 0) {
    const at::Tensor values = change.detach().contiguous();
    for (std::int64_t row = 0; row < values.size(0); ++row) {
        const bool inside = row >= first && row < first + b.shape[0];
        for (std::int64_t column = 0; column < values.size(1); ++column) {
            const double expected = inside ? deltaAt(a, b, scale, row - first, column) : 0.0;
            ASSERT_NEAR(values[row][column].item<double>(), expected, 1e-6) << row << ", " << column;
        }
    }
}

TEST_F(AdapterWeights, AddTheScaledProductToOneMatrixOfLlama) {
    makeBase("llama");
    const auto a = adapterTensor(std::string(kBefore) + "model.layers.1.self_attn.v_proj.lora_A.weight", {2, 48});
    const auto b = adapterTensor(std::string(kBefore) + "model.layers.1.self_attn.v_proj.lora_B.weight", {16, 2});
    writeAdapter(folder / "adapter", adapterConfig(), {a, b});
    const CausalLm before = base();
    const CausalLm after = adapted();
    for (const NamedTensor& p : before.parameters().all()) {
        if (p.name == "layer.1.qkv.weight") continue;
        EXPECT_TRUE(p.tensor.equal(after.parameters().get(p.name))) << p.name;
    }
    expectDelta(changeOf("layer.1.qkv.weight"), a, b, 3.0, 48 + 16);
}

TEST_F(AdapterWeights, AddItTransposedWhereTheBaseStoresInByOut) {
    makeBase("gpt2");
    const auto a = adapterTensor(std::string(kBefore) + "transformer.h.2.mlp.c_fc.lora_A.weight", {2, 36});
    const auto b = adapterTensor(std::string(kBefore) + "transformer.h.2.mlp.c_fc.lora_B.weight", {50, 2});
    writeAdapter(folder / "adapter", adapterConfig({{"fan_in_fan_out", true}}), {a, b});
    expectDelta(changeOf("layer.2.up.weight"), a, b, 3.0);
}

TEST_F(AdapterWeights, ScaleByTheModulesOwnRankAndAlpha) {
    makeBase("llama");
    const std::string module = std::string(kBefore) + "model.layers.0.mlp.down_proj.";
    const auto a = adapterTensor(module + "lora_A.weight", {4, 52});
    const auto b = adapterTensor(module + "lora_B.weight", {48, 4});
    const Json patterns = {{"rank_pattern", {{"down_proj", 4}}}, {"alpha_pattern", {{"mlp.down_proj", 10}}}};
    writeAdapter(folder / "adapter", adapterConfig(patterns), {a, b});
    expectDelta(changeOf("layer.0.down.weight"), a, b, 10.0 / 4.0);
    writeAdapter(folder / "adapter",
                 adapterConfig(patterns).patch(R"([{"op":"add","path":"/use_rslora","value":true}])"_json), {a, b});
    expectDelta(changeOf("layer.0.down.weight"), a, b, 10.0 / 2.0);
}

TEST_F(AdapterWeights, ReplaceWhatTheAdapterSavesWhole) {
    makeBase("gpt2");
    const auto bias = adapterTensor(std::string(kBefore) + "transformer.h.0.mlp.c_fc.bias", {50});
    const auto norm = adapterTensor(std::string(kBefore) + "transformer.ln_f.modules_to_save.default.weight", {36});
    writeAdapter(folder / "adapter", adapterConfig(), {bias, norm});
    const CausalLm lm = adapted();
    EXPECT_FLOAT_EQ(lm.parameters().get("layer.0.up.bias")[7].item<float>(), bias.values[7]);
    EXPECT_FLOAT_EQ(lm.parameters().get("final_norm.weight")[5].item<float>(), norm.values[5]);
}

TEST_F(AdapterWeights, FindABaseWhoseNamesLackTheirPrefix) {
    makeBase("gpt2");
    const auto source = openWeights(openModelFolder(folder / "base").orThrow()).orThrow();
    std::vector<std::vector<std::byte>> contents;
    std::vector<TensorToWrite> list;
    for (const TensorEntry& entry : source->entries()) {
        contents.emplace_back(entry.bytes);
        source->read(entry, contents.back()).orThrow();
        list.push_back({entry.name.substr(sizeof "transformer." - 1), entry.type, entry.shape, contents.back()});
    }
    writeSafetensors(folder / "base" / "model.safetensors", list).orThrow();
    const auto a = adapterTensor(std::string(kBefore) + "transformer.h.0.attn.c_attn.lora_A.weight", {2, 36});
    const auto b = adapterTensor(std::string(kBefore) + "transformer.h.0.attn.c_attn.lora_B.weight", {108, 2});
    const auto norm = adapterTensor(std::string(kBefore) + "transformer.h.1.ln_1.weight", {36});
    writeAdapter(folder / "adapter", adapterConfig(), {a, b, norm});
    expectDelta(changeOf("layer.0.qkv.weight"), a, b, 3.0);
    EXPECT_FLOAT_EQ(adapted().parameters().get("layer.1.attention_norm.weight")[9].item<float>(), norm.values[9]);
}

TEST_F(AdapterWeights, NameWhatFitsNothing) {
    makeBase("llama");
    const std::string module = std::string(kBefore) + "model.layers.1.self_attn.q_proj.";
    const auto a = adapterTensor(module + "lora_A.weight", {2, 48});
    const auto b = adapterTensor(module + "lora_B.weight", {48, 2});
    const auto refusal = [&](const std::vector<AdapterTensor>& tensors) {
        writeAdapter(folder / "adapter", adapterConfig(), tensors);
        return problem();
    };
    EXPECT_THAT(refusal({a}), HasSubstr("has no partner lora_B.weight"));
    EXPECT_THAT(refusal({b}), HasSubstr("has no partner lora_A.weight"));
    EXPECT_THAT(refusal({adapterTensor(a.name, {3, 48}), adapterTensor(b.name, {48, 3})}),
                AllOf(HasSubstr("q_proj"), HasSubstr("other ranks than adapter_config.json's 2")));
    EXPECT_THAT(refusal({adapterTensor(a.name, {2, 47}), b}), HasSubstr("belongs on another"));
    EXPECT_THAT(refusal({adapterTensor(a.name, {96}), b}), HasSubstr("is no matrix"));
    EXPECT_THAT(refusal({adapterTensor(std::string(kBefore) + "model.layers.9.mlp.up_proj.lora_A.weight", {2, 48}),
                         adapterTensor(std::string(kBefore) + "model.layers.9.mlp.up_proj.lora_B.weight", {52, 2})}),
                HasSubstr("changes 'model.layers.9.mlp.up_proj', which its base does not have"));
    EXPECT_THAT(refusal({adapterTensor("x.lora_A.weight", {2, 48})}), HasSubstr("not named as PEFT"));
    EXPECT_THAT(refusal({a, b, adapterTensor(module + "lora_magnitude_vector", {48})}),
                HasSubstr("kind of LoRA that is not read"));
    EXPECT_THAT(refusal({adapterTensor(std::string(kBefore) + "model.extra.weight", {3})}),
                AllOf(HasSubstr("model.extra.weight"), HasSubstr("does not belong")));
}

TEST_F(AdapterWeights, OfAnEmbeddingThatIsTheHeadAreRefused) {
    makeBase("gpt2");
    writeAdapter(folder / "adapter", adapterConfig(),
                 {adapterTensor(std::string(kBefore) + "transformer.wte.lora_embedding_A", {2, 61}),
                  adapterTensor(std::string(kBefore) + "transformer.wte.lora_embedding_B", {36, 2})});
    EXPECT_THAT(problem(), HasSubstr("an embedding that is also the head"));
}

TEST_F(AdapterWeights, OfAnEmbeddingAddItsTransposedProduct) {
    makeBase("llama");
    const auto a = adapterTensor(std::string(kBefore) + "model.embed_tokens.lora_embedding_A", {2, 61});
    const auto b = adapterTensor(std::string(kBefore) + "model.embed_tokens.lora_embedding_B", {48, 2});
    writeAdapter(folder / "adapter", adapterConfig(), {a, b});
    expectDelta(changeOf("token_embedding").t(), a, b, 3.0);
}

}  // namespace
}  // namespace detox
