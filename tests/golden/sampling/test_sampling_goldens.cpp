// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <functional>
#include <memory>

#include <gtest/gtest.h>

#include "core/generation/cached_decoder.h"
#include "core/generation/logits_rules.h"
#include "tests/golden/tolerances.h"
#include "tests/support/golden_arrays.h"
#include "tests/support/goldens.h"

namespace detox {
namespace {

constexpr int kPrompt = 8;  // of the 12 tokens of sampling's input_ids, for rules that count new ones

using Rules = std::vector<std::unique_ptr<LogitsRule>>;

template <class... Rule>
Rules listOf(Rule... rule) {
    Rules rules;
    (rules.push_back(std::make_unique<Rule>(rule)), ...);
    return rules;
}

struct Processor {
    const char* name;
    std::function<Rules()> rules;
    int prompt = 0;  ///< tokens that are not generated
};

std::vector<Processor> processors() {
    constexpr TokenId kEos = 7;
    return {
        {"temperature", [] { return listOf(Temperature(0.7)); }},
        {"top_k_3", [] { return listOf(TopK(3)); }},
        {"top_k_1", [] { return listOf(TopK(1)); }},
        {"top_k_bigger_than_vocab", [] { return listOf(TopK(1000)); }},
        {"top_p_0.9", [] { return listOf(TopP(0.9)); }},
        {"top_p_0.3", [] { return listOf(TopP(0.3)); }},
        {"top_p_0.05", [] { return listOf(TopP(0.05)); }},
        {"top_p_0.8_min4", [] { return listOf(TopP(0.8, 4)); }},
        {"repetition_penalty_1.3", [] { return listOf(RepetitionPenalty(1.3)); }},
        {"repetition_penalty_0.8", [] { return listOf(RepetitionPenalty(0.8)); }},
        {"no_repeat_ngram_2", [] { return listOf(NoRepeatNgram(2)); }},
        {"no_repeat_ngram_3", [] { return listOf(NoRepeatNgram(3)); }},
        {"min_length_13_eos7", [] { return listOf(MinNewTokens(13, kEos)); }},
        {"min_length_12_eos7", [] { return listOf(MinNewTokens(12, kEos)); }},
        {"min_new_tokens_5_prompt8_eos7", [] { return listOf(MinNewTokens(5, kEos)); }, kPrompt},
        {"pipeline_rep1.2_temp0.8_topk10_topp0.85",
         [] { return rulesFor({.temperature = 0.8, .topK = 10, .topP = 0.85, .repetitionPenalty = 1.2}, {}); }},
    };
}

std::vector<TokenId> idsOf(const at::Tensor& row) {
    const auto* ids = row.data_ptr<std::int64_t>();
    return {ids, ids + row.numel()};
}

/// The same tokens are forbidden and the others' scores agree.
void expectSameScores(std::span<const float> ours, const at::Tensor& reference, double tolerance) {
    const float* expected = reference.data_ptr<float>();
    ASSERT_EQ(static_cast<std::int64_t>(ours.size()), reference.numel());
    for (std::size_t v = 0; v < ours.size(); ++v) {
        ASSERT_EQ(std::isinf(ours[v]), std::isinf(expected[v])) << "token " << v;
        if (std::isinf(expected[v])) continue;
        EXPECT_NEAR(ours[v], expected[v], tolerance * std::max(1.0F, std::abs(expected[v]))) << "token " << v;
    }
}

class SamplingGoldens : public ::testing::TestWithParam<std::filesystem::path> {
protected:
    GoldenArrays arrays{GetParam() / "sampling.safetensors"};
};

TEST_P(SamplingGoldens, EveryRuleGivesTheReferencesScores) {
    const at::Tensor logits = arrays.get("logits");
    const at::Tensor ids = arrays.get("input_ids");
    for (const Processor& processor : processors()) {
        SCOPED_TRACE(processor.name);
        const at::Tensor expected = arrays.get(std::string("out.") + processor.name);
        for (std::int64_t r = 0; r < logits.size(0); ++r) {
            const float* row = logits[r].data_ptr<float>();
            std::vector<float> scores(row, row + logits.size(1));
            const std::vector<TokenId> tokens = idsOf(ids[r]);
            const int generated = static_cast<int>(tokens.size()) - processor.prompt;
            for (const auto& rule : processor.rules()) rule->apply(scores, {tokens, generated});
            expectSameScores(scores, expected[r], tolerance::kProcessedLogits);
        }
    }
}

/// Scores while sampling: the recorded tokens are fed, so that only our model and rules are compared.
TEST_P(SamplingGoldens, ScoresAlongSampledSequences) {
    const CausalLm lm = CausalLm::load(openModelFolder(GetParam().parent_path() / "models" / "gpt_neo").orThrow());
    const at::Tensor mask = arrays.get("sample.prompt_mask");
    for (const std::string kind : {"plain", "topk_topp_temp"}) {
        const Rules rules = kind == "plain" ? Rules{} : rulesFor({.temperature = 0.8, .topK = 12, .topP = 0.9}, {});
        const at::Tensor sequences = arrays.get("sample." + kind + ".seed0.sequences");
        const at::Tensor expected = arrays.get("sample." + kind + ".seed0.scores");
        CachedDecoder decoder(lm, static_cast<int>(mask.size(0)), static_cast<int>(sequences.size(1)));
        for (std::int64_t r = 0; r < mask.size(0); ++r) {
            SCOPED_TRACE(kind + " row " + std::to_string(r));
            const std::vector<TokenId> tokens = idsOf(sequences[r]);
            const auto padding = static_cast<std::size_t>(mask.size(1) - mask[r].sum().item<std::int64_t>());
            const auto prompt = static_cast<std::size_t>(mask.size(1)) - padding;
            RowTokens next{static_cast<int>(r), std::span(tokens).subspan(padding, prompt)};
            for (std::int64_t t = 0; t < expected.size(1); ++t) {
                const std::span<float> scores = decoder.advance({&next, 1});
                for (const auto& rule : rules) rule->apply(scores, {});
                expectSameScores(scores, expected[r][t], tolerance::kLogits);
                next.ids = std::span(tokens).subspan(padding + prompt + static_cast<std::size_t>(t), 1);
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Reference, SamplingGoldens, ::testing::ValuesIn(goldenKinds("sampling")),
                         [](const auto& tested) { return "folder" + std::to_string(tested.index); });

}  // namespace
}  // namespace detox
