// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/text/sentencepiece_guard.h"
#include "core/text/tokenizer.h"
#include "core/util/json.h"
#include "tests/support/goldens.h"
#include "tests/support/text_file.h"

/// Published sentencepiece models, read from the folders beside DETOX_GOLDENS; each is skipped where it is not there.
namespace detox {
namespace {

namespace fs = std::filesystem;

TEST(SentencePieceModels, PublishedOnesPassTheGuard) {
    int seen = 0;
    for (const char* name :
         {"data/tokenizers/llama/tokenizer.model", "data/tokenizers/sentencepiece/albert_spiece.model",
          "data/tokenizers/sentencepiece/test_model.model", "data/checkpoints/tinypellm/tinypellm.model",
          "data/checkpoints/babyllama105-llama/tokenizer.model"}) {
        const fs::path file = besideGoldens(name);
        if (file.empty()) continue;
        ++seen;
        const auto facts = inspectSentencePiece(readText(file), name);
        EXPECT_TRUE(facts.ok()) << facts.error().message();
    }
    if (seen == 0) GTEST_SKIP() << "no published models beside DETOX_GOLDENS";
}

TEST(SentencePieceModels, TheOneThatCrashesTheLibraryIsRefused) {
    const fs::path file = besideGoldens("repro/spm_segv.model");
    if (file.empty()) GTEST_SKIP() << "no crashing model beside DETOX_GOLDENS";
    const auto facts = inspectSentencePiece(readText(file), "spm_segv.model");
    ASSERT_FALSE(facts.ok());
    EXPECT_NE(facts.error().message().find("character map"), std::string::npos) << facts.error().message();
}

TEST(SentencePieceModels, TextOfATrainedModelComesOutAsTheReferenceWroteIt) {
    const fs::path folder = besideGoldens("data/checkpoints/babyllama105-llama");
    if (folder.empty()) GTEST_SKIP() << "no trained model beside DETOX_GOLDENS";
    const auto tokenizer = loadTokenizer(folder, readJson(folder / "config.json").value());
    ASSERT_TRUE(tokenizer.ok()) << tokenizer.error().message();
    const Json reference = readJson(folder / "reference.json").value();
    EXPECT_EQ((*tokenizer)->encode("", SpecialTokens::Add), reference["prompt_ids"].get<std::vector<TokenId>>());
    const auto ids = reference["greedy_ids"].get<std::vector<TokenId>>();
    const auto text = reference["text"].get<std::string>();
    std::string bytes;
    for (const TokenId id : ids) bytes += (*tokenizer)->bytesOf(id);
    EXPECT_EQ(bytes, text);
    EXPECT_EQ((*tokenizer)->decode(ids, ShowSpecial::Skip), text.substr(1));
    EXPECT_EQ((*tokenizer)->encode(text.substr(1), SpecialTokens::None), ids);
}

}  // namespace
}  // namespace detox
