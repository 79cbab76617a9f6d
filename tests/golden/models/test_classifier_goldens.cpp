// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/tensor.h>

#include "core/models/sequence_classifier.h"
#include "tests/golden/models/model_goldens.h"
#include "tests/support/test_device.h"

namespace detox {
namespace {

class ClassifierGoldens : public ::testing::TestWithParam<std::filesystem::path> {
protected:
    ModelGolden golden{GetParam()};
    SequenceClassifier classifier = SequenceClassifier::load(golden.model);

    void SetUp() override { classifier.moveTo(testDevice()); }
    at::Tensor array(const std::string& name) const { return golden.arrays.get(name).to(testDevice()); }
    TokenBatch batch() const { return {array("input_ids"), array("attention_mask"), {}}; }
};

TEST_P(ClassifierGoldens, HiddenStatesAndLogitsOfAPaddedBatch) {
    EXPECT_LE(maxDifference(classifier.hiddenStates(batch()), array("last_hidden_state"), array("attention_mask")),
              tolerance::kLogits);
    const at::Tensor logits = classifier.logits(batch());
    EXPECT_LE(maxDifference(logits, array("logits")), tolerance::kLogits);
    EXPECT_LE(maxDifference(logits.softmax(-1), array("probs")), tolerance::kLogits);
}

TEST_P(ClassifierGoldens, EachRowAloneWithoutPadding) {
    for (std::int64_t r = 0; r < array("input_ids").size(0); ++r) {
        const std::int64_t length = array("attention_mask")[r].sum().item<std::int64_t>();
        const TokenBatch row{array("input_ids").narrow(0, r, 1).narrow(1, 0, length), {}, {}};
        const std::string name = "single_" + std::to_string(r) + "_logits";
        EXPECT_LE(maxDifference(classifier.logits(row), array(name)), tolerance::kLogits) << name;
    }
}

TEST_P(ClassifierGoldens, LossAndGradients) {
    const at::Tensor labels = at::tensor(golden.facts.at("labels").get<std::vector<std::int64_t>>()).to(testDevice());
    const at::Tensor loss = at::cross_entropy_loss(classifier.logits(batch()), labels);
    EXPECT_NEAR(loss.item<double>(), golden.facts.at("ce_loss").get<double>(), tolerance::kLogprobs);
    loss.backward();
    expectGradientNorms(classifier.table(), classifier.parameters(), golden.facts, "ce_grad");
}

INSTANTIATE_TEST_SUITE_P(Roberta, ClassifierGoldens, ::testing::ValuesIn(modelGoldens("roberta")), folderName);

}  // namespace
}  // namespace detox
