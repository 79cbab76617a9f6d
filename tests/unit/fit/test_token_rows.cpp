// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "core/training/token_rows.h"
#include "tests/unit/fit/letter_tokenizer.h"

namespace detox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::int64_t> values(const at::Tensor& tensor) {
    const auto* data = tensor.data_ptr<std::int64_t>();
    return {data, data + tensor.numel()};
}

/// The stream is a b 0 c d e 0: two rows of three and no token left over but the last target.
TEST(TokenRows, EndsDocumentsAndShiftsTargetsByOne) {
    const auto rows = TokenRows::pack({"ab", "cde"}, LetterTokenizer(), 3);
    ASSERT_TRUE(rows) << rows.error().message();
    EXPECT_EQ(rows->count(), 2);
    EXPECT_THAT(values(rows->inputs({0, 1})), ElementsAre(1, 2, 0, 3, 4, 5));
    EXPECT_THAT(values(rows->targets({0, 1})), ElementsAre(2, 0, 3, 4, 5, 0));
    EXPECT_THAT(values(rows->inputs({1})), ElementsAre(3, 4, 5));
    EXPECT_THAT(rows->allTargets(), ElementsAre(2, 0, 3, 4, 5, 0));
}

TEST(TokenRows, RefusesLessThanARow) {
    const auto rows = TokenRows::pack({"ab"}, LetterTokenizer(), 3);
    ASSERT_FALSE(rows);
    EXPECT_THAT(rows.error().message(), HasSubstr("less than one row of 3"));
}

TEST(RowOrder, IsAPermutationOfItsSeedAndEpochAlone) {
    const auto first = rowOrder(100, 7, 0);
    auto sorted = first;
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::int64_t> all(100);
    std::iota(all.begin(), all.end(), 0);
    EXPECT_EQ(sorted, all);
    EXPECT_EQ(rowOrder(100, 7, 0), first);
    EXPECT_NE(rowOrder(100, 7, 1), first);
    EXPECT_NE(rowOrder(100, 8, 0), first);
}

TEST(SplitDocuments, GivesEachDocumentOneSideBySeed) {
    std::vector<std::string> documents;
    for (int i = 0; i < 400; ++i) documents.push_back(std::to_string(i));
    const auto split = splitDocuments(documents, 0.25, 3);
    EXPECT_NEAR(static_cast<double>(split.heldOut.size()), 100, 40);
    std::set<std::string> seen(split.training.begin(), split.training.end());
    for (const auto& text : split.heldOut) EXPECT_TRUE(seen.insert(text).second) << text;
    EXPECT_EQ(seen.size(), documents.size());
    EXPECT_EQ(splitDocuments(documents, 0.25, 3).heldOut, split.heldOut);
    EXPECT_NE(splitDocuments(documents, 0.25, 4).heldOut, split.heldOut);
}

/// Counts with one added: 3, 2 and 1 of 6. Measured 0 0 2: (2 · 2 · 6)^(1/3).
TEST(UnigramPerplexity, MatchesHandNumbers) {
    EXPECT_NEAR(unigramPerplexity({0, 0, 1}, {0, 0, 2}, 3), std::cbrt(24.0), 1e-12);
}

}  // namespace
}  // namespace detox
