// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/text/pipeline/normalizer.h"

namespace detox {
namespace {

std::string normalized(const Json& json, const std::string& text) {
    return Normalizer(JsonPart(json, "tokenizer.json: normalizer")).apply(text);
}

std::string byType(const std::string& type, const std::string& text) {
    return normalized({{"type", type}}, text);
}

TEST(Normalizer, KnowsTheUnicodeForms) {
    EXPECT_EQ(byType("NFC", "e\u0301 \uFB01"), "\u00E9 \uFB01");
    EXPECT_EQ(byType("NFD", "\u00E9 \uAC00"), "e\u0301 \u1100\u1161");
    EXPECT_EQ(byType("NFKC", "e\u0301 \uFB01 \u2460"), "\u00E9 fi 1");
    EXPECT_EQ(byType("NFKD", "\u00E9 \uFB01"), "e\u0301 fi");
    EXPECT_EQ(byType("NFC", ""), "");
}

/// ICU alone takes 25 minutes: it finds each mark's place from the end of the run.
TEST(Normalizer, AMegabyteOfAlternatingMarksEnds) {
    std::string text = "a";
    std::string above, below;
    while (text.size() < 1'000'000) text += "\u0301\u0323", above += "\u0301", below += "\u0323";
    EXPECT_EQ(byType("NFD", text), "a" + below + above);
    EXPECT_EQ(byType("NFC", text), "\u1EA1" + below.substr(2) + above);
}

TEST(Normalizer, LowersCharacterByCharacter) {
    EXPECT_EQ(byType("Lowercase", "A\u00C0\u0130\u03A3 z"), "a\u00E0i\u0307\u03C3 z");
}

TEST(Normalizer, StripsMarksOfDecomposedText) {
    EXPECT_EQ(byType("StripAccents", "e\u0301\u0903 \u00E9"), "e \u00E9") << "U+0903 is a spacing mark, a mark too";
    const Json sequence = {{"type", "Sequence"},
                           {"normalizers", {{{"type", "NFD"}}, {{"type", "StripAccents"}}, {{"type", "Lowercase"}}}}};
    EXPECT_EQ(normalized(sequence, "\u00C9T\u00C9"), "ete");
}

TEST(Normalizer, CleansTextAsBertDoes) {
    const std::string text("H\u00E9\tB\0\u200B\uFFFD\u00A0\u000B\u0903x", 19);
    EXPECT_EQ(normalized({{"type", "BertNormalizer"}}, text), "he b \u0903x") << "only marks without width go";
    EXPECT_EQ(normalized({{"type", "BertNormalizer"}}, "a\u4E2D\u6587 \u3042\u2B820"),
              "a \u4E2D  \u6587  \u3042\u2B820");
}

TEST(Normalizer, TakesBertsSwitches) {
    const Json cased = {{"type", "BertNormalizer"}, {"lowercase", false}};
    EXPECT_EQ(normalized(cased, "\u00C9"), "\u00C9") << "accents stay where case stays";
    const Json accents = {{"type", "BertNormalizer"}, {"lowercase", true}, {"strip_accents", false}};
    EXPECT_EQ(normalized(accents, "\u00C9"), "\u00E9");
    const Json raw = {{"type", "BertNormalizer"}, {"clean_text", false}, {"handle_chinese_chars", false}};
    EXPECT_EQ(normalized(raw, "A\t\u4E2D"), "a\t\u4E2D");
}

TEST(Normalizer, RefusesWhatItDoesNotKnowByName) {
    for (const char* type : {"Precompiled", "Prepend", "Replace", "Nmt", "ByteLevel", "Strip"}) {
        const Json json = {{"type", "Sequence"}, {"normalizers", {{{"type", "NFC"}}, {{"type", type}}}}};
        try {
            normalized(json, "");
            FAIL() << type;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Unsupported);
            EXPECT_NE(error.message().find("normalizer.normalizers[1]: the step '" + std::string(type) + "'"),
                      std::string::npos)
                << error.message();
        }
    }
}

}  // namespace
}  // namespace detox
