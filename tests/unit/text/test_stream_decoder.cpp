// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/text/tiny_bpe.h"

namespace detox {
namespace {

TEST(StreamDecoder, NeverSplitsACharacterAndLosesNothing) {
    const auto tokenizer = TinyBpe().load();
    for (std::uint32_t number = 0; number < 500; ++number) {
        const std::string text = randomText(number);
        StreamDecoder decoder(*tokenizer);
        std::string joined;
        for (const TokenId id : tokenizer->encode(text, SpecialTokens::None)) {
            const std::string piece = decoder.push(id);
            ASSERT_TRUE(utf8::isValid(piece));
            ASSERT_EQ(piece.find("\uFFFD"), std::string::npos) << "half a character was shown";
            joined += piece;
        }
        ASSERT_EQ(joined + decoder.finish(), text);
    }
}

TEST(StreamDecoder, ShowsBrokenBytesAtOnceAndTheTailAtTheEnd) {
    const auto tokenizer = TinyBpe().load();
    StreamDecoder decoder(*tokenizer);
    EXPECT_EQ(decoder.push(0xE2), "");
    EXPECT_EQ(decoder.push('a'), "\uFFFDa");
    EXPECT_EQ(decoder.push(0xF0), "");
    EXPECT_EQ(decoder.finish(), "\uFFFD");
    EXPECT_EQ(decoder.finish(), "");
}

}  // namespace
}  // namespace detox
