// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/text/pipeline/post_processor.h"

namespace detox {
namespace {

using Ids = std::vector<TokenId>;

Surroundings read(const Json& json) {
    return readPostProcessor(JsonPart(json, "tokenizer.json: post_processor"));
}

Json templateOf(const std::vector<std::string>& pieces) {
    Json single = Json::array();
    for (const std::string& piece : pieces) {
        single.push_back(
            {{piece == "A" || piece == "B" ? "Sequence" : "SpecialToken", {{"id", piece}, {"type_id", 0}}}});
    }
    const Json specials = {{"<s>", {{"id", "<s>"}, {"ids", {5}}}}, {"</s>", {{"id", "</s>"}, {"ids", {6, 7}}}}};
    return {{"type", "TemplateProcessing"}, {"single", single}, {"special_tokens", specials}};
}

TEST(PostProcessor, WrapsAsTheTemplateSays) {
    const Surroundings around = read(templateOf({"<s>", "A", "</s>", "<s>"}));
    EXPECT_EQ(around.before, Ids{5});
    EXPECT_EQ(around.after, (Ids{6, 7, 5}));
    EXPECT_TRUE(read(templateOf({"A"})).before.empty());
    EXPECT_TRUE(read({{"type", "ByteLevel"}}).before.empty());
    EXPECT_TRUE(readPostProcessor(std::nullopt).after.empty());
}

TEST(PostProcessor, WrapsAsBertAndRobertaDo) {
    for (const char* type : {"BertProcessing", "RobertaProcessing"}) {
        const Surroundings around = read({{"type", type}, {"cls", {"<s>", 0}}, {"sep", {"</s>", 2}}});
        EXPECT_EQ(around.before, Ids{0});
        EXPECT_EQ(around.after, Ids{2});
    }
}

TEST(PostProcessor, LaterStepsWrapEarlierOnes) {
    const Json inner = templateOf({"<s>", "A"});
    const Json outer = {{"type", "BertProcessing"}, {"cls", {"[CLS]", 1}}, {"sep", {"[SEP]", 2}}};
    const Surroundings around = read({{"type", "Sequence"}, {"processors", {{{"type", "ByteLevel"}}, inner, outer}}});
    EXPECT_EQ(around.before, (Ids{1, 5}));
    EXPECT_EQ(around.after, Ids{2});
}

TEST(PostProcessor, RefusesWhatItCannotDo) {
    Json lacking = templateOf({"<s>", "A"});
    lacking["special_tokens"].erase("<s>");
    Json huge = templateOf({"<s>", "A"});
    huge["special_tokens"]["<s>"]["ids"] = {5'000'000'000LL};
    for (const Json& json :
         {Json{{"type", "Unknown"}}, templateOf({"A", "A"}), templateOf({"A", "B"}), templateOf({"<s>"}), lacking, huge,
          Json{{"type", "BertProcessing"}, {"cls", {"a"}}, {"sep", {"b", 1}}}, Json{{"type", "Sequence"}}}) {
        EXPECT_THROW(static_cast<void>(read(json)), Error) << json;
    }
}

}  // namespace
}  // namespace detox
