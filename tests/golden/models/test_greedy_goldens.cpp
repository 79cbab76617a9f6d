// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/generation/batch_decoder.h"
#include "tests/golden/models/model_goldens.h"

namespace detox {
namespace {

class GreedyGoldens : public ::testing::TestWithParam<std::filesystem::path> {
protected:
    ModelGolden golden{GetParam()};
    int newTokens = static_cast<int>(golden.arrays.get("gen_new_tokens").size(1));

    /// The model with another end token, or with none.
    CausalLm lmEndingWith(const Json& eos) const {
        ModelFolder folder = golden.model;
        folder.config["eos_token_id"] = eos;
        return CausalLm::load(folder);
    }
    std::vector<DecodeRow> rows() const {
        std::vector<DecodeRow> rows;
        for (const Json& prompt : golden.facts.at("prompts")) {
            DecodeRow row;
            row.prompt = prompt.get<std::vector<TokenId>>();
            row.maxNewTokens = newTokens;
            rows.push_back(std::move(row));
        }
        return rows;
    }
    /// Response r of a [rows, prompt + response] array.
    std::vector<TokenId> response(const at::Tensor& sequences, std::int64_t r) const {
        const std::int64_t prompt = golden.arrays.get("gen_prompt_ids").size(1);
        std::vector<TokenId> ids;
        for (std::int64_t t = prompt; t < sequences.size(1); ++t) {
            ids.push_back(static_cast<TokenId>(sequences[r][t].item<std::int64_t>()));
        }
        return ids;
    }
};

TEST_P(GreedyGoldens, ContinuationsAreIdentical) {
    const auto decoded = decodeAll(lmEndingWith(nullptr), {.greedy = true}, rows());
    const at::Tensor sequences = golden.arrays.get("gen_sequences");
    const at::Tensor logprobs = golden.arrays.get("resp_logprobs");
    for (std::size_t r = 0; r < decoded.size(); ++r) {
        const auto row = static_cast<std::int64_t>(r);
        EXPECT_EQ(decoded[r].ids, response(sequences, row)) << r;
        for (std::int64_t t = 0; t < newTokens; ++t) {
            EXPECT_NEAR(decoded[r].logprobs[static_cast<std::size_t>(t)], logprobs[row][t].item<float>(),
                        tolerance::kLogprobs);
        }
    }
}

TEST_P(GreedyGoldens, RowsEndAfterTheEndToken) {
    const auto eos = golden.facts.at("eos_variant_token").get<TokenId>();
    const auto decoded = decodeAll(lmEndingWith(eos), {.greedy = true}, rows());
    const at::Tensor sequences = golden.arrays.get("gen_eos_sequences");
    bool ended = false;
    for (std::size_t r = 0; r < decoded.size(); ++r) {
        std::vector<TokenId> expected = response(sequences, static_cast<std::int64_t>(r));
        const auto end = std::find(expected.begin(), expected.end(), eos);
        EXPECT_EQ(decoded[r].endedByItself, end != expected.end());
        if (end != expected.end()) expected.erase(end + 1, expected.end());  // the rest is padding
        EXPECT_EQ(decoded[r].ids, expected) << r;
        ended = ended || decoded[r].endedByItself;
    }
    EXPECT_TRUE(ended);
}

TEST_P(GreedyGoldens, ScoresOfEveryStep) {
    const CausalLm lm = lmEndingWith(nullptr);
    const at::Tensor expected = golden.arrays.get("gen_step_logits");
    const at::Tensor sequences = golden.arrays.get("gen_sequences");
    const std::vector<DecodeRow> all = rows();
    CachedDecoder decoder(lm, static_cast<int>(all.size()), static_cast<int>(sequences.size(1)));
    for (std::size_t r = 0; r < all.size(); ++r) {
        const std::vector<TokenId> ids = response(sequences, static_cast<std::int64_t>(r));
        RowTokens next{static_cast<int>(r), all[r].prompt};
        for (std::int64_t t = 0; t < newTokens; ++t) {
            const std::span<float> logits = decoder.advance({&next, 1});
            const at::Tensor reference = expected[static_cast<std::int64_t>(r)][t];
            double worst = 0;
            for (std::size_t v = 0; v < logits.size(); ++v) {
                worst = std::max(worst, std::abs(double{logits[v]} - reference.data_ptr<float>()[v]));
            }
            EXPECT_LE(worst, tolerance::kLogits) << "row " << r << ", step " << t;
            next.ids = std::span(ids).subspan(static_cast<std::size_t>(t), 1);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Families, GreedyGoldens, ::testing::ValuesIn(decoderGoldens()), folderName);

}  // namespace
}  // namespace detox
