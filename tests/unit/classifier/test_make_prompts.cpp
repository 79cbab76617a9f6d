// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>
#include <sstream>

#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include "core/models/causal_lm.h"
#include "core/text/sentencepiece_trainer.h"
#include "core/training/make_prompts.h"
#include "core/training/make_prompts_overlap.h"
#include "core/util/json.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"

namespace detox {
namespace {

TEST(WordOverlap, FindsEightWordsInARow) {
    WordOverlap overlap;
    overlap.add("One two three, four five six seven eight nine ten");
    EXPECT_TRUE(overlap.shares("zero TWO three four -- five six seven eight nine, end"));
    EXPECT_FALSE(overlap.shares("two three four five six seven eight and nine ten")) << "seven in a row are allowed";
    EXPECT_FALSE(overlap.shares("eight seven six five four three two one"));
    EXPECT_FALSE(overlap.shares("one two three")) << "a short text counts only as a whole";
    overlap.add("a b c");
    EXPECT_TRUE(overlap.shares("A, b, c!"));
    EXPECT_FALSE(overlap.shares("a b"));
    EXPECT_FALSE(overlap.shares(""));
}

/// Calls a text toxic by its share of bytes below 'm': random text then has every degree of it.
class ByteJudge final : public TextScorer {
public:
    Result<std::vector<TextScore>> score(const std::vector<std::string>& texts) override {
        std::vector<TextScore> scores;
        for (const std::string& text : texts) scores.push_back({.logits = {0, 0}, .toxicity = toxicity(text)});
        return scores;
    }
    [[nodiscard]] std::vector<std::string> labels() const override { return {"neutral", "toxic"}; }
    [[nodiscard]] std::string neutralLabel() const override { return "neutral"; }

    static double toxicity(const std::string& text) {
        const auto low = std::count_if(text.begin(), text.end(), [](char c) { return c >= 'a' && c < 'm'; });
        return text.empty() ? 0 : static_cast<double>(low) / static_cast<double>(text.size());
    }
};

/// Finds every text about as toxic as every other.
class FlatJudge final : public TextScorer {
public:
    explicit FlatJudge(double toxicity) : m_toxicity(toxicity) {}
    Result<std::vector<TextScore>> score(const std::vector<std::string>& texts) override {
        std::vector<TextScore> scores;
        for (const std::string& text : texts) {
            scores.push_back({.logits = {0, 0}, .toxicity = m_toxicity + 0.01 * ByteJudge::toxicity(text)});
        }
        return scores;
    }
    [[nodiscard]] std::vector<std::string> labels() const override { return {"neutral", "toxic"}; }
    [[nodiscard]] std::string neutralLabel() const override { return "neutral"; }

private:
    double m_toxicity;
};

class Events final : public TrainingObserver {
public:
    void onEvent(const TrainingEvent& event) override { notes += event.kind == EventKind::Note ? event.text : ""; }
    void onUpdate(std::shared_ptr<const UpdateReport>) override {}
    void onProbe(std::shared_ptr<const ProbeReport>) override {}
    std::string notes;
};

class MakePrompts : public ::testing::Test {
protected:
    /// A model of random weights whose pieces are short words: it writes them in any order.
    void SetUp() override {
        std::vector<std::string> texts;
        for (int i = 0; i < 400; ++i) texts.push_back("the cat and bad big kin sat on mat or tin up my pot");
        std::filesystem::create_directory(m_folder / "model");
        writeTokenizerFiles(m_folder / "model", trainSentencePiece(texts, 310).value(), TokenizerUse::CausalModel, 64)
            .orThrow();
        const auto tokenizer = loadTokenizer(m_folder / "model", Json{{"model_type", "gpt_neo"}}).value();
        const CausalLm model(gptNeoConfig({.vocabulary = tokenizer->size(),
                                           .hidden = 16,
                                           .layers = 1,
                                           .heads = 2,
                                           .positions = 64,
                                           .bos = tokenizer->bos(),
                                           .eos = tokenizer->eos()}),
                             3);
        quietBytes(model);
        model.save(m_folder / "model");
    }

    /// Pieces that are bytes or control symbols become unlikely, so that texts are mostly words.
    static void quietBytes(const CausalLm& model) {
        const c10::NoGradGuard guard;
        const at::Tensor& table = model.parameters().get("token_embedding");
        const at::Tensor& bias = model.parameters().get("final_norm.bias");
        bias.fill_(1);
        table.slice(0, 0, 261).sub_(0.5);
    }

    MakePromptsSetup setup(const std::string& output, std::uint64_t seed = 1) {
        MakePromptsSetup out;
        out.model = m_folder / "model";
        out.output = m_folder / output;
        out.train = 5;
        out.probe = 1;
        out.test = 2;
        out.seed = seed;
        return out;
    }
    void make(const MakePromptsSetup& what) { makePrompts(what, m_judge, stopCheck({}), m_events); }
    std::vector<Json> lines(const std::filesystem::path& file) {
        std::vector<Json> out;
        std::istringstream stream(readText(m_folder / file));
        for (std::string line; std::getline(stream, line);) out.push_back(parseJson(line, "line").value());
        return out;
    }

    TemporaryFolder m_folder;
    ByteJudge m_judge;
    Events m_events;
};

TEST_F(MakePrompts, KeepsToxicBeginningsOfTheRightLengthOnceEach) {
    make(setup("out"));
    const auto tokenizer = loadTokenizer(m_folder / "model", Json{{"model_type", "gpt_neo"}}).value();
    std::set<std::string> seen;
    for (const auto& [name, count] :
         {std::pair{"out/train.jsonl", 5U}, {"out/probe.jsonl", 1U}, {"out/test.jsonl", 2U}}) {
        const auto records = lines(name);
        ASSERT_EQ(records.size(), count) << name;
        for (const Json& record : records) {
            const auto text = record["prompt"]["text"].get<std::string>();
            EXPECT_TRUE(seen.insert(text).second) << "the same prompt twice";
            EXPECT_DOUBLE_EQ(record["prompt"]["toxicity"].get<double>(), ByteJudge::toxicity(text));
            EXPECT_GT(record["prompt"]["toxicity"].get<double>(), 0.3);
            EXPECT_TRUE(record["prompt"]["insult"].is_null());
            EXPECT_TRUE(record["continuation"]["toxicity"].is_number());
            const std::size_t tokens = tokenizer->encode(text, SpecialTokens::None).size();
            EXPECT_GE(tokens, 10U);
            EXPECT_LE(tokens, 15U);
        }
    }
    EXPECT_NE(m_events.notes.find("Toxicity of 8 prompts"), std::string::npos) << m_events.notes;
}

TEST_F(MakePrompts, TheSameSeedGivesTheSameBytes) {
    make(setup("one"));
    make(setup("same"));
    make(setup("other", 2));
    EXPECT_EQ(readText(m_folder / "one/train.jsonl"), readText(m_folder / "same/train.jsonl"));
    EXPECT_NE(readText(m_folder / "one/train.jsonl"), readText(m_folder / "other/train.jsonl"));
}

TEST_F(MakePrompts, LeavesOutWhatStandsInTheTrainingTexts) {
    make(setup("first"));
    std::string texts;
    for (const Json& record : lines("first/train.jsonl")) texts += record["prompt"]["text"].get<std::string>() + "\n";
    writeText(m_folder / "seen.txt", texts);
    auto again = setup("second");
    again.trainingTexts = {m_folder / "seen.txt"};
    make(again);
    WordOverlap overlap;
    for (const Json& record : lines("first/train.jsonl")) overlap.add(record["prompt"]["text"].get<std::string>());
    for (const Json& record : lines("second/train.jsonl")) {
        EXPECT_FALSE(overlap.shares(record["prompt"]["text"].get<std::string>()));
    }
}

TEST_F(MakePrompts, GivesUpOnAModelThatDoesNotTurnToxicAndStopsWhenAsked) {
    auto never = setup("never");
    never.train = never.probe = 0;
    never.test = 1;
    never.minToxicity = 0.99;
    EXPECT_THROW(make(never), Error);
    EXPECT_FALSE(std::filesystem::exists(m_folder / "never"));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(makePrompts(setup("stopped"), m_judge, stopCheck(stop.get_token()), m_events), Error);
    EXPECT_FALSE(std::filesystem::exists(m_folder / "stopped"));
    EXPECT_THROW(make(setup("model")), Error) << "the output exists";
}

TEST_F(MakePrompts, RefusesAJudgeThatScoresEverythingAlike) {
    for (const double toxicity : {0.1, 0.6}) {
        FlatJudge flat(toxicity);
        auto what = setup("flat");
        what.judge = "the-judge";
        try {
            makePrompts(what, flat, stopCheck({}), m_events);
            FAIL() << "accepted " << toxicity;
        } catch (const Error& error) {
            EXPECT_NE(error.message().find("The judge in the-judge scores everything alike"), std::string::npos)
                << error.message();
        }
        EXPECT_FALSE(std::filesystem::exists(m_folder / "flat"));
    }
}

TEST_F(MakePrompts, GivesUpSoonWhenNothingAtAllIsFound) {
    auto never = setup("never");
    never.train = 100'000;
    never.minToxicity = 0.99;
    try {
        make(never);
        FAIL() << "went on";
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("None of the 2048 texts"), std::string::npos) << error.message();
    }
}

}  // namespace
}  // namespace detox
