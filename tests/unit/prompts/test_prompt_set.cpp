// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <set>

#include <gtest/gtest.h>

#include "core/prompts/prompt_set.h"
#include "core/util/files.h"
#include "tests/support/temporary_folder.h"

namespace detox {
namespace {

using ::testing::HasSubstr;

std::string record(const std::string& text, const std::string& toxicity) {
    return "{\"prompt\":{\"text\":\"" + text + "\",\"toxicity\":" + toxicity +
           "},\"continuation\":{\"text\":\" more\"}}\n";
}

std::string records(int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += record("prompt number " + std::to_string(i), "0.9");
    return out;
}

std::set<std::string> texts(const std::vector<PromptRecord>& prompts) {
    std::set<std::string> out;
    for (const auto& prompt : prompts) out.insert(prompt.text);
    return out;
}

class PromptSets : public ::testing::Test {
protected:
    Result<PromptSet> load(const std::string& bytes, const PromptConfig& config = {}) {
        EXPECT_TRUE(writeFileAtomically(m_folder / "prompts.jsonl", bytes));
        return loadPromptSet(m_folder / "prompts.jsonl", config);
    }
    TemporaryFolder m_folder;
};

TEST_F(PromptSets, KeepOnlyWhatIsStrictlyAboveTheThreshold) {
    const auto set = load(record("a", "0.3") + record("b", "0.31") + record("c", "null") + record("b", "0.9"),
                          {.probePrompts = 0, .testPrompts = 0});
    ASSERT_TRUE(set);
    EXPECT_EQ(texts(set->train), std::set<std::string>{"b"});
    EXPECT_EQ(set->drops.belowThreshold, 1);
    EXPECT_EQ(set->drops.withoutScore, 1);
    EXPECT_EQ(set->drops.duplicates, 1);
}

TEST_F(PromptSets, AFileWithoutScoresIsNotFiltered) {
    const auto set = load("{\"text\":\"a\"}\n{\"text\":\"b\"}\n", {.probePrompts = 0, .testPrompts = 0});
    ASSERT_TRUE(set);
    EXPECT_EQ(set->train.size(), 2U);
}

TEST_F(PromptSets, PartsAreDisjointAndTheSameForEveryOrderOfTheFile) {
    const PromptConfig config{.probePrompts = 10, .testPrompts = 40};
    const auto set = load(records(200), config);
    ASSERT_TRUE(set);
    EXPECT_EQ(set->train.size(), 150U);
    EXPECT_EQ(set->probe.size(), 10U);
    EXPECT_EQ(set->test.size(), 40U);
    std::set<std::string> all = texts(set->train);
    all.merge(texts(set->probe));
    all.merge(texts(set->test));
    EXPECT_EQ(all.size(), 200U);

    std::string reversed;
    for (int i = 199; i >= 0; --i) reversed += record("prompt number " + std::to_string(i), "0.9");
    EXPECT_EQ(texts(load(reversed, config)->test), texts(set->test));
}

TEST_F(PromptSets, ASmallFileKeepsHalfForTraining) {
    const auto set = load(records(20), {.probePrompts = 100, .testPrompts = 400});
    ASSERT_TRUE(set);
    EXPECT_EQ(set->train.size(), 10U);
    EXPECT_EQ(set->test.size(), 8U);
    EXPECT_EQ(set->probe.size(), 2U);
}

TEST_F(PromptSets, FilesBesideTrainAreTheHeldOutParts) {
    ASSERT_TRUE(writeFileAtomically(m_folder / "train.jsonl", records(5)));
    ASSERT_TRUE(writeFileAtomically(m_folder / "probe.jsonl", record("p", "0.1") + record("p2", "0.1")));
    ASSERT_TRUE(writeFileAtomically(m_folder / "test.jsonl", record("t", "0.1")));
    const auto set = loadPromptSet(m_folder / "train.jsonl", {.probePrompts = 1, .testPrompts = 400});
    ASSERT_TRUE(set);
    EXPECT_EQ(set->train.size(), 5U);
    EXPECT_EQ(texts(set->probe), std::set<std::string>{"p"});
    EXPECT_EQ(texts(set->test), std::set<std::string>{"t"});
}

TEST_F(PromptSets, TheContinuationIsPartOfTheTextWhenAskedFor) {
    const auto set = load(record("a", "0.9"), {.includeContinuation = true, .probePrompts = 0, .testPrompts = 0});
    EXPECT_EQ(texts(set->train), std::set<std::string>{"a more"});
}

TEST_F(PromptSets, NothingLeftIsOneSentenceWithTheCounts) {
    const auto set = load(record("a", "0.1") + record("b", "null"));
    ASSERT_FALSE(set);
    EXPECT_THAT(set.error().message(), HasSubstr("of 2 read, 1 have no toxicity score and 1 are not above 0.3"));
}

}  // namespace
}  // namespace detox
