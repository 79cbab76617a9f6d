// SPDX-License-Identifier: GPL-3.0-or-later
// RealToxicityPrompts records as published; the counts are those a separate reading of the file gave.
#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "core/prompts/prompt_set.h"
#include "tests/support/goldens.h"

namespace detox {
namespace {

class RealPrompts : public ::testing::Test {
protected:
    void SetUp() override {
        const auto models = externalGoldens("models");
        m_file = models.parent_path().parent_path() / "data" / "rtp" / "prompts.jsonl";
        if (models.empty() || !std::filesystem::exists(m_file))
            GTEST_SKIP() << "no RealToxicityPrompts beside the goldens";
    }
    std::filesystem::path m_file;
};

TEST_F(RealPrompts, EveryRecordIsReadAndNullScoresAreTold) {
    const auto file = readPrompts(m_file, {}).orThrow();
    EXPECT_EQ(file.records.size(), 5985U);
    EXPECT_EQ(file.report.skippedRows, 0);
    EXPECT_TRUE(file.hasScores);
    EXPECT_EQ(std::count_if(file.records.begin(), file.records.end(), [](const auto& r) { return !r.toxicity; }), 19);
    EXPECT_EQ(std::count_if(file.records.begin(), file.records.end(),
                            [](const auto& r) { return r.toxicity && *r.toxicity > 0.3; }),
              2336);
}

TEST_F(RealPrompts, SplitsDisjointlyIntoTheWantedCounts) {
    const auto set = loadPromptSet(m_file, {}).orThrow();
    EXPECT_EQ(set.drops.withoutScore, 19);
    EXPECT_EQ(set.drops.belowThreshold, 5985 - 19 - 2336);
    EXPECT_EQ(set.probe.size(), 100U);
    EXPECT_EQ(set.test.size(), 400U);
    EXPECT_EQ(static_cast<std::int64_t>(set.train.size()) + 500 + set.drops.duplicates, 2336);
    std::set<std::string> texts;
    for (const auto* part : {&set.train, &set.probe, &set.test}) {
        for (const auto& record : *part) EXPECT_TRUE(texts.insert(record.text).second);
    }
}

}  // namespace
}  // namespace detox
