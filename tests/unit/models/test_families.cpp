// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <ATen/ops/ones.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include "tests/golden/tolerances.h"
#include "tests/support/golden_arrays.h"
#include "tests/support/reference_models.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_families.h"
#include "tests/unit/models/rewrite_weights.h"

namespace detox {
namespace {

const std::vector<std::int64_t> kText{3, 14, 15, 9, 2, 6, 5, 60, 0, 31, 4, 15, 26, 5, 35, 8, 9, 7, 9, 42};

TokenBatch batchOf(const std::vector<std::vector<std::int64_t>>& texts, PaddingSide side) {
    std::vector<std::vector<std::int32_t>> rows;
    for (const auto& text : texts) rows.emplace_back(text.begin(), text.end());
    return padRows(rows, 0, side);
}

std::string nameOf(const ::testing::TestParamInfo<TinyFamily>& info) {
    return info.param.name;
}

template <class Model>
void expectSameTensors(const Model& a, const Model& b) {
    ASSERT_EQ(a.parameters().all().size(), b.parameters().all().size());
    for (std::size_t i = 0; i < a.parameters().all().size(); ++i) {
        EXPECT_TRUE(a.parameters().all()[i].tensor.equal(b.parameters().all()[i].tensor))
            << a.parameters().all()[i].name;
    }
}

class DecoderFamilies : public ::testing::TestWithParam<TinyFamily> {
protected:
    c10::NoGradGuard noGradients;
    CausalLm model = makeTinyDecoder(GetParam().config);
    TemporaryFolder folder;
};

TEST_P(DecoderFamilies, ComesBackFromDiskAsItWas) {
    model.save(folder.path());
    const CausalLm loaded = CausalLm::load(openModelFolder(folder.path()).orThrow());
    expectSameTensors(loaded, model);
    const TokenBatch batch = batchOf({kText}, PaddingSide::Right);
    EXPECT_EQ(maxDifference(loaded.logits(loaded.hiddenStates(batch)), model.logits(model.hiddenStates(batch))), 0);
}

TEST_P(DecoderFamilies, ForeignBuffersATiedHeadAndAMissingPrefixAreNoObstacle) {
    model.save(folder.path());
    const TensorTable& table = model.table();
    rewriteWeights(folder.path(), model, [&](std::vector<NamedTensor>& tensors) {
        for (NamedTensor& t : tensors) {
            if (t.name.starts_with(table.basePrefix)) t.name.erase(0, table.basePrefix.size());
        }
        for (const auto& suffix : table.ignoredSuffixes) tensors.push_back({"h.0" + suffix, at::ones({4}, at::kFloat)});
        for (const auto& prefix : table.ignoredPrefixes) {
            tensors.push_back({prefix + "weight", at::ones({4}, at::kFloat)});
        }
    });
    expectSameTensors(CausalLm::load(openModelFolder(folder.path()).orThrow()), model);
}

TEST_P(DecoderFamilies, AnUnexpectedTensorIsRefusedByName) {
    model.save(folder.path());
    rewriteWeights(folder.path(), model, [](std::vector<NamedTensor>& tensors) {
        tensors.push_back({tensors.back().name + ".lora", at::ones({4}, at::kFloat)});
    });
    try {
        static_cast<void>(CausalLm::load(openModelFolder(folder.path()).orThrow()));
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_THAT(error.message(), ::testing::HasSubstr(".lora' in "));
    }
}

TEST_P(DecoderFamilies, EveryParameterIsInTheTableOnceAndHasAGradient) {
    const at::AutoGradMode gradients(true);
    const TokenBatch batch = batchOf({kText}, PaddingSide::Right);
    tokenLogprobs(model.logits(model.hiddenStates(batch)), batch.ids).sum().backward();
    std::int64_t mapped = 0;
    for (const auto& [name, tensor] : checkpointGradients(model.table(), model.parameters())) {
        mapped += tensor.numel();
        EXPECT_GT(tensor.abs().max().item<double>(), 0) << name;
    }
    EXPECT_EQ(mapped, model.parameters().elements());
}

TEST_P(DecoderFamilies, PaddingOnEitherSideChangesNothing) {
    const std::vector<std::int64_t> other{7, 7, 20, 1};
    const at::Tensor alone = model.hiddenStates(batchOf({other}, PaddingSide::Right))[0];
    const at::Tensor left = model.hiddenStates(batchOf({kText, other}, PaddingSide::Left))[1];
    const at::Tensor right = model.hiddenStates(batchOf({kText, other}, PaddingSide::Right))[1];
    EXPECT_LE(maxDifference(left.narrow(0, left.size(0) - 4, 4), alone), tolerance::kLogits);
    EXPECT_LE(maxDifference(right.narrow(0, 0, 4), alone), tolerance::kLogits);
}

TEST_P(DecoderFamilies, ATextBeyondThePositionsIsRefused) {
    const std::vector<std::int64_t> text(static_cast<std::size_t>(model.config().positions) + 1, 5);
    EXPECT_THROW(static_cast<void>(model.hiddenStates(batchOf({text}, PaddingSide::Right))), Error);
}

INSTANTIATE_TEST_SUITE_P(Tiny, DecoderFamilies, ::testing::ValuesIn(tinyDecoders()), nameOf);

class FamilyReferences : public ::testing::TestWithParam<std::string> {};

TEST_P(FamilyReferences, GiveTheSameLogits) {
    const c10::NoGradGuard noGradients;
    const TemporaryFolder folder;
    const CausalLm model = makeTinyDecoder(tinyFamily(GetParam()).config);
    model.save(folder.path());
    const bool neox = GetParam().starts_with("gpt_neox");
    const at::Tensor expected = neox ? gptNeoxReference(folder.path(), kText) : llamaReference(folder.path(), kText);
    const at::Tensor logits = model.logits(model.hiddenStates(batchOf({kText}, PaddingSide::Right)))[0];
    EXPECT_GT(expected.abs().max().item<double>(), 1);
    EXPECT_LE(maxDifference(logits, expected), tolerance::kLogits);
}

INSTANTIATE_TEST_SUITE_P(Tiny, FamilyReferences,
                         ::testing::Values("llama", "llama_tied_biased", "llama_dynamic", "llama3", "mistral", "qwen2",
                                           "qwen2_sliding", "gpt_neox", "gpt_neox_sequential"),
                         [](const auto& tested) { return tested.param; });

class EncoderFamilies : public ::testing::TestWithParam<TinyFamily> {
protected:
    c10::NoGradGuard noGradients;
    SequenceClassifier model = makeTinyEncoder(GetParam().config);
    TemporaryFolder folder;

    void SetUp() override { model.save(folder.path()); }
    at::Tensor reference(const std::vector<std::int64_t>& text) const {
        return GetParam().name == "bert" ? bertReference(folder.path(), text)
                                         : distilbertReference(folder.path(), text);
    }
};

TEST_P(EncoderFamilies, ComesBackFromDiskAsItWas) {
    const SequenceClassifier loaded = SequenceClassifier::load(openModelFolder(folder.path()).orThrow());
    expectSameTensors(loaded, model);
    EXPECT_EQ(loaded.config().labels, model.config().labels);
    EXPECT_EQ(loaded.config().multiLabel, model.config().multiLabel);
}

TEST_P(EncoderFamilies, NormsMayHaveTheNamesThatTensorFlowGaveThem) {
    const auto renamed = [](std::string& name, const std::string& ending, const std::string& other) {
        if (name.ends_with(ending)) name.replace(name.size() - ending.size(), ending.size(), other);
    };
    rewriteWeights(folder.path(), model, [&](std::vector<NamedTensor>& tensors) {
        for (NamedTensor& t : tensors) {
            for (const std::string norm : {"LayerNorm", "layer_norm"}) {
                renamed(t.name, norm + ".weight", norm + ".gamma");
                renamed(t.name, norm + ".bias", norm + ".beta");
            }
        }
    });
    const SequenceClassifier loaded = SequenceClassifier::load(openModelFolder(folder.path()).orThrow());
    expectSameTensors(loaded, model);
    loaded.save(folder.path());
    const auto saved = openWeights(openModelFolder(folder.path()).orThrow()).orThrow();
    for (const TensorMapping& m : loaded.table().mappings) EXPECT_NE(saved->find(m.checkpointName), nullptr);
}

TEST_P(EncoderFamilies, GivesTheReferencesLogits) {
    const std::vector<std::int64_t> other{7, 7, 20, 1};
    const at::Tensor logits = model.logits(batchOf({kText, other}, PaddingSide::Right));
    EXPECT_LE(maxDifference(logits[0], reference(kText)), tolerance::kLogits);
    EXPECT_LE(maxDifference(logits[1], reference(other)), tolerance::kLogits);
}

TEST_P(EncoderFamilies, UsesEveryPosition) {
    EXPECT_EQ(model.config().maxTokens(), 40);
    EXPECT_EQ(model.logits(batchOf({std::vector<std::int64_t>(40, 9)}, PaddingSide::Right)).size(0), 1);
}

INSTANTIATE_TEST_SUITE_P(Tiny, EncoderFamilies, ::testing::ValuesIn(tinyEncoders()), nameOf);

}  // namespace
}  // namespace detox
