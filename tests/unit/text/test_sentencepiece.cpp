// SPDX-License-Identifier: GPL-3.0-or-later
#include <sentencepiece_processor.h>

#include <gtest/gtest.h>

#include "core/text/sentencepiece_trainer.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"
#include "tests/unit/text/random_text.h"

namespace detox {
namespace {

using Ids = std::vector<TokenId>;

class SentencePiece : public ::testing::Test {
protected:
    static void SetUpTestSuite() { s_model = trainSentencePiece(plainSentences(300), 330).value(); }

    std::unique_ptr<Tokenizer> load(TokenizerUse use) {
        writeTokenizerFiles(m_folder.path(), s_model, use, 128).orThrow();
        return loadTokenizer(m_folder.path(), {{"model_type", "gpt_neo"}}).value();
    }
    /// The ids the library itself gives, which is what transformers' slow LlamaTokenizer passes on.
    static Ids libraryIds(const std::string& text) {
        sentencepiece::SentencePieceProcessor processor;
        EXPECT_TRUE(processor.LoadFromSerializedProto(s_model).ok());
        return processor.EncodeAsIds(text);
    }

    static inline std::string s_model;
    TemporaryFolder m_folder;
};

TEST_F(SentencePiece, EncodesAsTheLibraryDoes) {
    const auto tokenizer = load(TokenizerUse::CausalModel);
    for (const std::string text :
         {"the cat", " the cat", "  a  b ", "", " ", "x\ny\tz", "caf\u00E9 \U0001F600", "ot-her"}) {
        EXPECT_EQ(tokenizer->encode(text, SpecialTokens::Add), libraryIds(text)) << "'" << text << "'";
    }
    EXPECT_EQ(tokenizer->encode("the cat</s>the", SpecialTokens::Add).size(),
              libraryIds("the cat").size() + 1 + libraryIds("the").size());
}

TEST_F(SentencePiece, GivesBackTenThousandRandomTexts) {
    const auto tokenizer = load(TokenizerUse::CausalModel);
    for (std::uint32_t number = 0; number < 10'000; ++number) {
        std::string text = randomText(number);
        if (text.find("\u2581") != std::string::npos) continue;  // the library's own mark for a space
        const Ids ids = tokenizer->encode(text, SpecialTokens::None);
        ASSERT_EQ(tokenizer->decode(ids, ShowSpecial::Skip), text) << "text " << number;
    }
}

TEST_F(SentencePiece, BytesOfAContinuationAreItsText) {
    const auto tokenizer = load(TokenizerUse::CausalModel);
    const Ids whole = tokenizer->encode("the cat sat \U0001F600 there", SpecialTokens::None);
    const Ids prompt = tokenizer->encode("the cat", SpecialTokens::None);
    ASSERT_TRUE(std::equal(prompt.begin(), prompt.end(), whole.begin()));
    std::string continuation;
    StreamDecoder stream(*tokenizer);
    for (auto id = whole.begin() + static_cast<long>(prompt.size()); id != whole.end(); ++id) {
        continuation += stream.push(*id);
    }
    EXPECT_EQ(continuation + stream.finish(), " sat \U0001F600 there");
    EXPECT_EQ(tokenizer->decode(std::span(whole).subspan(prompt.size()), ShowSpecial::Skip), "sat \U0001F600 there");
}

TEST_F(SentencePiece, ACausalModelGetsNothingAround) {
    const auto tokenizer = load(TokenizerUse::CausalModel);
    EXPECT_EQ(tokenizer->encode("", SpecialTokens::Add), Ids{});
    EXPECT_EQ(tokenizer->bos(), trained_piece::kEos);
    EXPECT_EQ(tokenizer->eos(), trained_piece::kEos);
    EXPECT_EQ(tokenizer->pad(), trained_piece::kPad);
    EXPECT_EQ(tokenizer->mask(), std::nullopt);
    EXPECT_LE(tokenizer->size(), 330);
    EXPECT_TRUE(tokenizer->isSpecial(trained_piece::kMask)) << "a control piece without a role";
    EXPECT_EQ(tokenizer->idOf("</s>"), trained_piece::kEos);
}

TEST_F(SentencePiece, AClassifierGetsBothEnds) {
    const auto tokenizer = load(TokenizerUse::Classifier);
    EXPECT_EQ(tokenizer->encode("", SpecialTokens::Add), (Ids{trained_piece::kBos, trained_piece::kEos}));
    Ids expected = libraryIds("the cat");
    expected.insert(expected.begin(), trained_piece::kBos);
    expected.push_back(trained_piece::kEos);
    EXPECT_EQ(tokenizer->encode("the cat", SpecialTokens::Add), expected);
    EXPECT_EQ(tokenizer->mask(), trained_piece::kMask);
    EXPECT_EQ(tokenizer->decode(expected, ShowSpecial::Keep), "<s>the cat</s>");
}

TEST_F(SentencePiece, AFoldingVocabularyIsBlindToCaseWidthAndRepeatedSpaces) {
    const auto model = trainSentencePiece(plainSentences(300), 330, PieceNormalisation::FoldCase).value();
    writeTokenizerFiles(m_folder.path(), model, TokenizerUse::Classifier, 128).orThrow();
    const auto tokenizer = loadTokenizer(m_folder.path(), {{"model_type", "roberta"}}).value();
    const Ids plain = tokenizer->encode("the cat", SpecialTokens::Add);
    for (const std::string text : {"THE CAT", "  the   cat ", "tHe\tcaT", "\uFF34\uFF28\uFF25 cat", "the\u200B cat"}) {
        EXPECT_EQ(tokenizer->encode(text, SpecialTokens::Add), plain) << "'" << text << "'";
    }
    sentencepiece::SentencePieceProcessor processor;
    ASSERT_TRUE(processor.LoadFromSerializedProto(model).ok());
    EXPECT_EQ(tokenizer->encode(" The  CAT", SpecialTokens::None), processor.EncodeAsIds(" The  CAT"));
}

TEST_F(SentencePiece, SecondSegmentsGetNoSpaceOutsideTheLegacyRules) {
    const auto tokenizer = load(TokenizerUse::CausalModel);
    std::string config = readText(m_folder / "tokenizer_config.json");
    config.replace(config.find("\"legacy\": true"), 14, "\"legacy\": false");
    writeText(m_folder / "tokenizer_config.json", config);
    const auto modern = loadTokenizer(m_folder.path(), Json::object()).value();
    EXPECT_EQ(tokenizer->decode(tokenizer->encode("a</s>b", SpecialTokens::None), ShowSpecial::Keep), "a</s> b");
    EXPECT_EQ(modern->decode(modern->encode("a</s>b", SpecialTokens::None), ShowSpecial::Keep), "a</s>b");
}

TEST_F(SentencePiece, LearnsTheSameModelTwice) {
    EXPECT_EQ(trainSentencePiece(plainSentences(300), 330).value(), s_model);
    EXPECT_NE(trainSentencePiece(plainSentences(200), 320).value(), s_model);
}

TEST_F(SentencePiece, LearnsFromLongAndStrangeTexts) {
    std::string line = "zq zq zq ";
    while (line.size() < 20'000) line += line;
    const std::string strange = std::string("\xFF\xFE z\0q \r\n\n", 11) + std::string(9'000, 'z');
    const auto model = trainSentencePiece({strange, line, ""}, 300);
    ASSERT_TRUE(model.ok()) << model.error().message();
    writeTokenizerFiles(m_folder.path(), *model, TokenizerUse::CausalModel, 64).orThrow();
    const auto tokenizer = loadTokenizer(m_folder.path(), Json::object()).value();
    EXPECT_TRUE(tokenizer->idOf("\u2581zq").has_value()) << "the long line was dropped";
    EXPECT_FALSE(trainSentencePiece({}, 300).ok());
    EXPECT_FALSE(trainSentencePiece({"\n", ""}, 300).ok());
    EXPECT_FALSE(trainSentencePiece({"a"}, 10).ok());
}

}  // namespace
}  // namespace detox
