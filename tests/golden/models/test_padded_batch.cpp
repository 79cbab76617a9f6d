// SPDX-License-Identifier: GPL-3.0-or-later
// A batch of texts as a classifier gets it, against what the slow tokenizer of transformers 4.33 makes with
// padding=True. Read from DETOX_GOLDENS and the vocabulary beside it, like golden/tokenizer.
//
// Two of the recorded kinds have no test as the product has no such function: a pair of texts is never encoded
// (toxicity classifiers take one), and decoding never cleans up spaces (what is scored is what was written).
#include <gtest/gtest.h>

#include "core/models/token_batch.h"
#include "core/text/tokenizer.h"
#include "tests/support/goldens.h"

namespace detox {
namespace {

namespace fs = std::filesystem;
using Rows = std::vector<std::vector<std::int64_t>>;

Rows rowsOf(const at::Tensor& matrix) {
    Rows rows;
    for (std::int64_t r = 0; r < matrix.size(0); ++r) {
        const std::int64_t* first = matrix.data_ptr<std::int64_t>() + r * matrix.size(1);
        rows.emplace_back(first, first + matrix.size(1));
    }
    return rows;
}

TEST(PaddedBatch, OfTextsIsTheReferences) {
    const fs::path goldens = externalGoldens("tokenizer");
    if (goldens.empty()) GTEST_SKIP() << "DETOX_GOLDENS is not set";
    const fs::path folder = goldens / ".." / ".." / "data" / "tokenizers" / "roberta";
    if (!fs::exists(folder)) GTEST_SKIP() << "no vocabulary in " << folder;
    const Json expected = readJson(goldens / "roberta.json").orThrow()["batch_padded"];
    const auto tokenizer = loadTokenizer(folder, readJson(folder / "config.json").orThrow()).orThrow();
    std::vector<std::vector<TokenId>> rows;
    for (const Json& text : expected["texts"]) {
        rows.push_back(tokenizer->encode(text.get<std::string>(), SpecialTokens::Add));
    }
    ASSERT_EQ(rows.size(), 12U);
    const TokenBatch batch = padRows(rows, *tokenizer->pad(), PaddingSide::Right);
    EXPECT_EQ(rowsOf(batch.ids), expected["input_ids"].get<Rows>());
    EXPECT_EQ(rowsOf(batch.mask), expected["attention_mask"].get<Rows>());
}

}  // namespace
}  // namespace detox
