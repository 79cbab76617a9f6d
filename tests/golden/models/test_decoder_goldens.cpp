// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/full.h>

#include "core/models/causal_lm.h"
#include "tests/golden/models/model_goldens.h"
#include "tests/support/test_device.h"

namespace detox {
namespace {

class DecoderGoldens : public ::testing::TestWithParam<std::filesystem::path> {
protected:
    ModelGolden golden{GetParam()};
    CausalLm lm = CausalLm::load(golden.model);

    void SetUp() override { lm.moveTo(testDevice()); }
    at::Tensor array(const char* name) const { return golden.arrays.get(name).to(testDevice()); }
    void expectForward(const TokenBatch& batch, const char* hidden, const char* logits) const {
        const at::Tensor states = lm.hiddenStates(batch);
        if (hidden != nullptr) {
            EXPECT_LE(maxDifference(states, array(hidden), batch.mask), tolerance::kLogits) << hidden;
        }
        EXPECT_LE(maxDifference(lm.logits(states), array(logits), batch.mask), tolerance::kLogits) << logits;
    }
    /// log-probabilities of the response tokens; `first` is the first response column of each row.
    at::Tensor responseLogprobs(const TokenBatch& batch, const std::vector<std::int64_t>& first, std::int64_t n) const {
        const at::Tensor states = lm.hiddenStates(batch);
        at::Tensor all = at::full({batch.ids.size(0), n}, 0.0, states.options());
        for (std::int64_t r = 0; r < batch.ids.size(0); ++r) {
            const std::int64_t at = first[static_cast<std::size_t>(r)];
            const at::Tensor logits = lm.logits(states.select(0, r).narrow(0, at - 1, n));
            all.select(0, r).copy_(tokenLogprobs(logits, batch.ids.select(0, r).narrow(0, at, n)).detach());
        }
        return all;
    }
};

TEST_P(DecoderGoldens, LeftPaddedWithoutPositions) {
    expectForward({array("input_ids"), array("attention_mask"), {}}, "last_hidden_state", "logits");
}

TEST_P(DecoderGoldens, LeftPaddedWithPositionsOfTheTokens) {
    if (golden.arrays.has("logits_genpos")) {
        expectForward({array("input_ids"), array("attention_mask"), array("position_ids_gen")},
                      "last_hidden_state_genpos", "logits_genpos");
        return;
    }
    // The family takes them from the mask already.
    const at::Tensor counted = array("attention_mask").cumsum(1).sub(1).clamp_min(0);
    expectForward({array("input_ids"), array("attention_mask"), counted}, "last_hidden_state", "logits");
}

TEST_P(DecoderGoldens, RightPadded) {
    expectForward({array("rp_input_ids"), array("rp_attention_mask"), {}}, "rp_last_hidden_state", "rp_logits");
}

TEST_P(DecoderGoldens, OneRowWithoutPadding) {
    expectForward({array("nopad_input_ids"), {}, {}}, nullptr, "nopad_logits");
}

TEST_P(DecoderGoldens, ResponseLogprobs) {
    const at::Tensor expected = array("resp_logprobs");
    const at::Tensor lengths = array("resp_full_mask").sum(1);
    std::vector<std::int64_t> right, left;
    for (std::int64_t r = 0; r < lengths.size(0); ++r) {
        right.push_back(lengths[r].item<std::int64_t>() - expected.size(1));
        left.push_back(array("resp_full_ids_leftpad").size(1) - expected.size(1));
    }
    const TokenBatch rightPadded{array("resp_full_ids"), array("resp_full_mask"), {}};
    EXPECT_LE(maxDifference(responseLogprobs(rightPadded, right, expected.size(1)), expected), tolerance::kLogprobs);
    const TokenBatch leftPadded{array("resp_full_ids_leftpad"), array("resp_full_mask_leftpad"), {}};
    EXPECT_LE(maxDifference(responseLogprobs(leftPadded, left, expected.size(1)), array("resp_logprobs_leftpad")),
              tolerance::kLogprobs);
}

TEST_P(DecoderGoldens, LossAndGradients) {
    const at::Tensor ids = array("rp_input_ids");
    const at::Tensor mask = array("rp_attention_mask");
    const at::Tensor states = lm.hiddenStates(TokenBatch{ids, mask, {}});
    const std::int64_t length = ids.size(1);
    const at::Tensor chosen = mask.narrow(1, 1, length - 1).ne(0);
    const at::Tensor targets = ids.narrow(1, 1, length - 1).masked_select(chosen);
    const at::Tensor hidden =
        states.narrow(1, 0, length - 1).masked_select(chosen.unsqueeze(-1)).view({-1, lm.config().embedding});
    const at::Tensor loss = at::cross_entropy_loss(lm.logits(hidden), targets);
    EXPECT_NEAR(loss.item<double>(), golden.facts.at("lm_loss").get<double>(), tolerance::kLogprobs);
    loss.backward();
    expectGradientNorms(lm.table(), lm.parameters(), golden.facts, "lm_grad");
}

TEST_P(DecoderGoldens, FrozenCopyGivesTheSameAndRecordsNothing) {
    const TokenBatch batch{array("nopad_input_ids"), {}, {}};
    const CausalLm copy = lm.frozenCopy();
    const at::Tensor logits = copy.logits(copy.hiddenStates(batch));
    EXPECT_FALSE(logits.requires_grad());
    EXPECT_EQ(maxDifference(logits, lm.logits(lm.hiddenStates(batch))), 0);
    EXPECT_NE(copy.weights().head.data_ptr(), lm.weights().head.data_ptr());
}

INSTANTIATE_TEST_SUITE_P(Families, DecoderGoldens, ::testing::ValuesIn(decoderGoldens()), folderName);

}  // namespace
}  // namespace detox
