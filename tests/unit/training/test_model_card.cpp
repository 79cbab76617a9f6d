// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/training/base_licence.h"
#include "core/training/model_card.h"
#include "core/util/files.h"
#include "tests/support/temporary_folder.h"

namespace detox {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

ModelCardFacts trained() {
    ExportOrigin origin;
    origin.update = 60;
    origin.run.summary.totalUpdates = 100;
    origin.run.config.models = {.model = "org/base", .classifier = "/home/someone/judges/reward", .judge = "org/judge"};
    origin.run.config.prompts.promptFile = "/home/someone/prompts.jsonl";
    origin.before = ProbeReport{.onTestPrompts = true, .measurement = {.n = 400, .meanToxicity = 0.33}};
    origin.after = ProbeReport{.update = 60, .onTestPrompts = true, .measurement = {.n = 400, .meanToxicity = 0.196}};
    return {.name = "clean", .base = "org/base", .licence = "mit", .parameters = 125, .origin = origin};
}

TEST(ModelCard, SaysWhereTheWeightsComeFromAndWhatTheyDo) {
    const std::string card = modelCard(trained());
    EXPECT_THAT(card, StartsWith("---\nlibrary_name: transformers\n"));
    EXPECT_THAT(card, AllOf(HasSubstr("\nlicense: mit\n"), HasSubstr("\nbase_model: org/base\n")));
    EXPECT_THAT(card, AllOf(HasSubstr("update 60 of 100"), HasSubstr("On 400 test prompts"),
                            HasSubstr("| mean toxicity (judge's P(toxic)) | 0.330 | 0.196 |")));
    EXPECT_THAT(card, AllOf(HasSubstr("| judge | `org/judge` |"), HasSubstr("| Seed | `0` |")));
}

TEST(ModelCard, TellsNoPlaceOfTheMachine) {
    const std::string card = modelCard(trained());
    EXPECT_THAT(card, Not(HasSubstr("/home")));
    EXPECT_THAT(card, AllOf(HasSubstr("`reward`"), HasSubstr("`prompts.jsonl`")));
}

TEST(ModelCard, ForeignNamesStayText) {
    ModelCardFacts facts{.name = "x", .base = "evil`\n| <script>", .licence = ""};
    const std::string card = modelCard(facts);
    EXPECT_THAT(card, Not(HasSubstr("evil`\n")));
    EXPECT_THAT(card, HasSubstr("states no licence"));
    EXPECT_THAT(card, Not(HasSubstr("base_model:")));
}

TEST(ModelCard, SaysWhenNothingWasMeasured) {
    ModelCardFacts facts = trained();
    facts.origin->after.reset();
    EXPECT_THAT(modelCard(facts), HasSubstr("Nothing was measured at this update"));
}

TEST(StatedLicence, IsThatOfTheCardsFrontMatter) {
    const TemporaryFolder folder;
    const auto stated = [&](const char* card) {
        writeFileAtomically(folder / "README.md", card).orThrow();
        return statedLicence(folder.path());
    };
    EXPECT_EQ(statedLicence(folder.path()), "");
    EXPECT_EQ(stated("---\nlanguage: en\nlicense: apache-2.0\n---\n# x"), "apache-2.0");
    EXPECT_EQ(stated("---\r\nlicense: \"mit\"\r\n---\r\n"), "mit");
    EXPECT_EQ(stated("---\nlicense: other\nlicense_name: llama3\n---\n"), "llama3");
    EXPECT_EQ(stated("# x\nlicense: mit\n"), "") << "no front matter";
    EXPECT_EQ(stated("---\ntitle: x\n---\nlicense: mit\n"), "") << "below it";
    EXPECT_EQ(stated("---\nlicense: [a, b]\n---\n"), "") << "no plain name";
}

}  // namespace
}  // namespace detox
