// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include "core/generation/batch_decoder.h"
#include "core/util/error.h"

namespace detox {
namespace {

constexpr TokenId kEos = 3;

/// Large weights, so that every token of the context matters for the next.
CausalLm tinyModel() {
    DecoderConfig config = gptNeoConfig(
        {.vocabulary = 61, .hidden = 40, .layers = 4, .heads = 5, .positions = 64, .window = 4, .eos = kEos});
    CausalLm model(config, 11);
    for (const auto& [name, tensor] : model.parameters().all()) {
        if (tensor.dim() == 2) tensor.detach().mul_(12);
    }
    return model;
}

std::vector<DecodeRow> rows(int count) {
    std::vector<DecodeRow> out;
    for (int i = 0; i < count; ++i) {
        DecodeRow row{.maxNewTokens = 8 + i % 5, .address = {.seed = 9, .sample = static_cast<std::uint32_t>(i)}};
        for (int t = 0; t <= i % 7; ++t) row.prompt.push_back((5 * i + 11 * t) % 61);
        out.push_back(std::move(row));
    }
    return out;
}

TEST(CachedDecoder, AgreesWithTheUncachedForwardPass) {
    const CausalLm model = tinyModel();
    const std::vector<std::vector<TokenId>> prompts{{1, 2, 3, 4, 5, 6, 7}, {9}, {4, 4, 4}};
    CachedDecoder decoder(model, 3, 16);
    std::vector<RowTokens> inputs;
    for (int i = 0; i < 3; ++i) inputs.push_back({i, prompts[static_cast<std::size_t>(i)]});
    (void)decoder.advance(inputs);
    std::vector<std::vector<TokenId>> grown = prompts;
    for (auto& tokens : grown) tokens.push_back(17);
    for (int i = 0; i < 3; ++i)
        inputs[static_cast<std::size_t>(i)].ids = std::span(grown[static_cast<std::size_t>(i)]).last(1);
    const std::span<float> cached = decoder.advance(inputs);
    for (std::size_t i = 0; i < 3; ++i) {
        const at::Tensor hidden = model.hiddenStates(padRows({grown[i]}, 0, PaddingSide::Right));
        const at::Tensor expected = model.logits(hidden.select(1, hidden.size(1) - 1)).squeeze(0).contiguous();
        for (std::int64_t v = 0; v < 61; ++v) {
            ASSERT_NEAR(cached[i * 61 + static_cast<std::size_t>(v)], expected.data_ptr<float>()[v], 2e-4)
                << i << "," << v;
        }
    }
}

/// Every matrix of the model as bfloat16 holds it, in float32.
CausalLm rounded(const CausalLm& model) {
    CausalLm copy = model.frozenCopy();
    for (const auto& [name, tensor] : copy.parameters().all()) {
        if (tensor.dim() == 2) tensor.copy_(tensor.to(at::kBFloat16));
    }
    return copy;
}

std::vector<DecodedRow> decoded(BatchDecoder decoder) {
    while (decoder.step()) continue;
    return decoder.rows();
}

TEST(BatchDecoder, RoundedWeightsDecodeAsAModelOfRoundedWeights) {
    const CausalLm model = tinyModel();
    const auto expected = decodeAll(rounded(model), {}, rows(20));
    const auto actual = decoded({model, {}, rows(20), DecodingWeights::Bfloat16});
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(actual[i].ids, expected[i].ids) << i;
        EXPECT_EQ(actual[i].logprobs, expected[i].logprobs) << i;
    }
    EXPECT_NE(actual[0].logprobs, decodeAll(model, {}, rows(1))[0].logprobs);
}

TEST(CachedDecoder, RoundsAnewWhenTold) {
    const CausalLm model = tinyModel();
    CachedDecoder decoder(model, 3, 8, DecodingWeights::Bfloat16);
    const std::vector<TokenId> prompt{1, 2, 3};
    const auto scores = [&](int row) {
        const RowTokens input{row, prompt};
        const auto out = decoder.advance({&input, 1});
        return std::vector<float>(out.begin(), out.end());
    };
    const auto before = scores(0);
    model.weights().layers[1].up.weight.detach().mul_(2);
    EXPECT_EQ(scores(1), before) << "a copy";
    decoder.refresh();
    EXPECT_NE(scores(2), before);
}

TEST(BatchDecoder, ARowAloneEqualsTheRowInABatchBitForBit) {
    const CausalLm model = tinyModel();
    const auto all = rows(37);
    const auto together = decodeAll(model, {}, all);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto alone = decodeAll(model, {}, {all[i]});
        EXPECT_EQ(alone[0].ids, together[i].ids) << i;
        EXPECT_EQ(alone[0].logprobs, together[i].logprobs) << i;
    }
}

TEST(BatchDecoder, DoesNotDependOnTheThreadCount) {
    const CausalLm model = tinyModel();
    const int threads = at::get_num_threads();
    at::set_num_threads(1);
    const auto one = decodeAll(model, {}, rows(20));
    at::set_num_threads(3);
    const auto three = decodeAll(model, {}, rows(20));
    at::set_num_threads(threads);
    for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i].logprobs, three[i].logprobs);
}

TEST(BatchDecoder, RowsEndAtTheirOwnLimitOrAfterTheEndTokenWhichIsKept) {
    const CausalLm model = tinyModel();
    const auto all = rows(64);
    const auto decoded = decodeAll(model, {}, all);
    int ended = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& ids = decoded[i].ids;
        ASSERT_FALSE(ids.empty());
        EXPECT_LE(ids.size(), static_cast<std::size_t>(all[i].maxNewTokens));
        EXPECT_EQ(std::count(ids.begin(), ids.end(), kEos), decoded[i].endedByItself ? 1 : 0);
        EXPECT_TRUE(decoded[i].endedByItself ? ids.back() == kEos
                                             : ids.size() == static_cast<std::size_t>(all[i].maxNewTokens));
        ended += decoded[i].endedByItself ? 1 : 0;
    }
    EXPECT_GT(ended, 0);
}

TEST(BatchDecoder, TheFloorForbidsTheEndTokenBeforeIt) {
    const CausalLm model = tinyModel();
    for (const auto& row : decodeAll(model, {.minNewTokens = 6}, rows(64))) EXPECT_GE(row.ids.size(), 6U);
}

TEST(BatchDecoder, StopsWithinOneToken) {
    const CausalLm model = tinyModel();
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW((void)decodeAll(model, {}, rows(2), stopCheck(source.get_token())), Error);
}

TEST(BatchDecoder, WhatDoesNotFitTheModelIsOneSentence) {
    const CausalLm model = tinyModel();
    EXPECT_THROW(BatchDecoder(model, {}, {{.prompt = {1}, .maxNewTokens = 64}}), Error);
    EXPECT_THROW((void)decodeAll(model, {}, {{.prompt = {61}, .maxNewTokens = 4}}), Error);
}

}  // namespace
}  // namespace detox
