// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <cstring>
#include <sentencepiece_trainer.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "core/text/character_map.h"
#include "core/text/sentencepiece_guard.h"
#include "core/text/sentencepiece_trainer.h"
#include "tests/support/memory_file.h"
#include "tests/support/repeats.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"
#include "tests/unit/text/random_text.h"

namespace detox {
namespace {

class VectorIterator final : public sentencepiece::SentenceIterator {
public:
    explicit VectorIterator(std::vector<std::string> texts) : m_texts(std::move(texts)) {}
    [[nodiscard]] bool done() const override { return m_at == m_texts.size(); }
    void Next() override { ++m_at; }
    [[nodiscard]] const std::string& value() const override { return m_texts[m_at]; }
    [[nodiscard]] sentencepiece::util::Status status() const override { return {}; }

private:
    std::vector<std::string> m_texts;
    std::size_t m_at = 0;
};

/// A small model with everything that can go wrong in one: a character map, user-defined pieces, bytes, self-tests.
std::string richModel(const std::string& type) {
    const TemporaryFolder folder;
    // U+FF21 → "A", U+2460 → "1", U+00BD → "1/2", "e" + U+0301 → U+00E9
    writeText(folder / "rules.tsv", "FF21\t41\n2460\t31\nBD\t31 2F 32\n65 301\tE9\n");
    VectorIterator sentences(plainSentences(300));
    std::string model;
    const auto status =
        sentencepiece::SentencePieceTrainer::Train({{"model_type", type},
                                                    {"vocab_size", "330"},
                                                    {"hard_vocab_limit", "false"},
                                                    {"byte_fallback", "true"},
                                                    {"normalization_rule_tsv", (folder / "rules.tsv").string()},
                                                    {"user_defined_symbols", "the,then,there,(a)"},
                                                    {"self_test_sample_size", "3"},
                                                    {"num_threads", "1"},
                                                    {"minloglevel", "2"}},
                                                   &sentences, &model);
    if (!status.ok()) throw std::runtime_error(status.ToString());
    return model;
}

std::int64_t pick(std::uint32_t sample, std::uint32_t draw, std::int64_t low, std::int64_t high) {
    return randomInteger({.seed = 11, .sample = sample, .token = draw}, low, high);
}

/// Overwrites, removes, inserts and copies bytes; half of the mutants only touch the head or the tail, where the
/// settings and the character map lie.
std::string mutated(std::string model, std::uint32_t number) {
    const std::int64_t times = std::int64_t{1} << pick(number, 0, 0, 4);
    std::uint32_t draw = 1;
    const auto next = [&](std::int64_t low, std::int64_t high) { return pick(number, draw++, low, high); };
    for (std::int64_t i = 0; i < times && model.size() > 64; ++i) {
        const auto size = static_cast<std::int64_t>(model.size());
        const std::int64_t from = number % 2 == 0 ? std::max<std::int64_t>(0, size - 1600) : 0;
        const auto at = static_cast<std::size_t>(next(from, size - 1));
        const std::int64_t kind = next(0, 9);
        if (kind < 7) {
            model[at] = static_cast<char>(next(0, 255));
        } else if (kind == 7) {
            model.erase(at, static_cast<std::size_t>(next(1, 50)));
        } else if (kind == 8) {
            model.insert(at, 1, static_cast<char>(next(0, 255)));
        } else {
            model.replace(at, 4, model.substr(static_cast<std::size_t>(next(0, size - 1)), 4));
        }
    }
    return model;
}

struct Progress {
    std::uint32_t number = 0;
    std::uint32_t loaded = 0;
};

/// In a child process: loads each mutant and encodes text that takes every path of the normaliser.
void exercise(const std::string& model, std::uint32_t count, Progress& progress) {
    const TemporaryFolder folder;
    const MemoryFile file;
    std::filesystem::create_symlink(file.path(), folder / "tokenizer.model");
    const std::string text = "\uFF21\uFF42 \u2460 \u00BD e\u0301 the there \u0939\u093F \U0001F600\u00E9 \u3000 (a)";
    for (std::uint32_t number = 0; number < count; ++number) {
        progress.number = number;
        file.write(mutated(model, number));
        const auto tokenizer = loadTokenizer(folder.path(), Json::object());
        if (!tokenizer) continue;
        ++progress.loaded;
        const auto ids = (*tokenizer)->encode(text, SpecialTokens::Add);
        if ((*tokenizer)->decode(ids, ShowSpecial::Keep).size() > 1'000'000) std::abort();
    }
}

/// Runs `exercise` in a child with bounded memory and time; how it ended and how far it came.
int exerciseInChild(const std::string& model, std::uint32_t count, Progress& progress) {
    auto* shared = static_cast<Progress*>(
        ::mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    *shared = {};
    const pid_t child = ::fork();
    if (child == 0) {
#ifndef __SANITIZE_ADDRESS__  // whose shadow memory alone takes terabytes of addresses
        const rlimit memory{4ULL << 30U, 4ULL << 30U};
        ::setrlimit(RLIMIT_AS, &memory);
#endif
        ::alarm(300);
        if (std::freopen("/dev/null", "w", stderr) == nullptr) ::_exit(3);
        exercise(model, count, *shared);
        ::_exit(0);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    progress = *shared;
    ::munmap(shared, sizeof(Progress));
    return status;
}

TEST(SentencePieceGuard, NoMutantCrashesTheProgram) {
    for (const char* type : {"bpe", "unigram"}) {
        Progress progress;
        const int status = exerciseInChild(richModel(type), repeats({.usual = 600, .nightly = 6'000}), progress);
        EXPECT_EQ(status, 0) << type << " mutant " << progress.number;
        EXPECT_GT(progress.loaded, 60U) << "most mutants must not fail at the first check";
    }
}

TEST(SentencePieceGuard, AcceptsSoundModels) {
    for (const char* type : {"bpe", "unigram"}) {
        const auto facts = inspectSentencePiece(richModel(type), "model");
        ASSERT_TRUE(facts.ok()) << facts.error().message();
        EXPECT_TRUE(facts->addDummyPrefix);
        EXPECT_TRUE(facts->removeExtraWhitespaces);
        EXPECT_EQ(facts->pieces[0].type, PieceType::Unknown);
    }
    EXPECT_FALSE(
        inspectSentencePiece(trainSentencePiece(plainSentences(50), 300).value(), "m")->removeExtraWhitespaces);
}

// ---- messages built field by field ----

std::string bytesField(int number, const std::string& bytes) {
    std::string out(1, static_cast<char>(number << 3 | 2));
    for (std::size_t n = bytes.size();; n >>= 7U) {
        out.push_back(static_cast<char>(n >= 0x80 ? (n & 0x7FU) | 0x80U : n));
        if (n < 0x80) return out + bytes;
    }
}

std::string piece(const std::string& text, char type = 1, float score = 0) {
    std::string bytes = bytesField(1, text) + "\x15" + std::string(4, '\0') + "\x18" + type;
    std::memcpy(bytes.data() + bytesField(1, text).size() + 1, &score, 4);
    return bytesField(1, bytes);
}

std::string refusal(const std::string& model) {
    const auto facts = inspectSentencePiece(model, "x.model");
    return facts.ok() ? "" : facts.error().message();
}

TEST(SentencePieceGuard, RefusesBadPieces) {
    const std::string sound = piece("<unk>", 2) + piece("a");
    EXPECT_EQ(refusal(sound), "");
    EXPECT_EQ(refusal(""), "x.model has no pieces.");
    EXPECT_EQ(refusal(sound + "\x0A"), "x.model is not a sentencepiece model.");
    EXPECT_EQ(refusal(sound + piece("a")), "x.model has the text of piece 2 twice.");
    EXPECT_EQ(refusal(sound + piece("")), "x.model has a bad length of piece 2.");
    EXPECT_EQ(refusal(sound + piece(std::string(2000, 'b'))), "x.model has a bad length of piece 2.");
    EXPECT_EQ(refusal(sound + piece(std::string("b\0c", 3))), "x.model has no valid text for piece 2.");
    EXPECT_EQ(refusal(sound + piece("\xFF")), "x.model has no valid text for piece 2.");
    EXPECT_EQ(refusal(sound + piece("b", 7)), "x.model has a malformed piece.");
    EXPECT_EQ(refusal(sound + piece("b", 1, std::numeric_limits<float>::quiet_NaN())),
              "x.model has a piece with an absurd score.");
    EXPECT_EQ(refusal(sound + piece("<0x41>", 6)), "x.model has byte pieces that do not fit its byte_fallback.");
    EXPECT_EQ(refusal(piece("a")), "x.model must have exactly one unknown piece.");
    std::string nested = sound;
    for (int length = 1; length <= 40; ++length) nested += piece(std::string(static_cast<std::size_t>(length), 'u'), 4);
    EXPECT_EQ(refusal(nested), "x.model has too many user-defined pieces that begin with one another.");
    EXPECT_EQ(refusal(sound + bytesField(2, "\x18\x03")), "x.model is neither a unigram nor a BPE model.");
}

std::string characterMap(std::vector<std::uint32_t> units, const std::string& replacements) {
    const auto bytes = static_cast<std::uint32_t>(units.size() * 4);
    std::string blob(4 + bytes, '\0');
    std::memcpy(blob.data(), &bytes, 4);
    std::memcpy(blob.data() + 4, units.data(), bytes);
    return blob + replacements;
}

/// Root → 'a' at 1 ^ 'a', which ends a key whose value lies at its own base.
std::vector<std::uint32_t> oneKey(std::uint32_t value) {
    std::vector<std::uint32_t> units(256, 1U << 31U);  // values: no byte leads to them
    units[0] = 1U << 10U;                              // base 1
    const std::uint32_t child = 1U ^ 'a';
    units[child] = 'a' | 1U << 8U | (child ^ 2U) << 10U;  // base 2, holds a leaf
    units[2] = 1U << 31U | value;
    return units;
}

TEST(SentencePieceGuard, FollowsTheCharacterMap) {
    const std::string text("b\0", 2);
    EXPECT_EQ(inspectCharacterMap(characterMap(oneKey(0), text)), std::nullopt);
    EXPECT_NE(inspectCharacterMap(characterMap(oneKey(2), text)), std::nullopt) << "the value lies behind the end";
    EXPECT_NE(inspectCharacterMap(characterMap(oneKey(1), "\u00E9" + text)), std::nullopt) << "inside a character";
    EXPECT_NE(inspectCharacterMap(characterMap(oneKey(0), "b")), std::nullopt) << "no NUL at the end";
    EXPECT_NE(inspectCharacterMap(characterMap(oneKey(0), "")), std::nullopt);
    EXPECT_NE(inspectCharacterMap(characterMap({1, 2, 3}, text)), std::nullopt) << "no whole block";
    EXPECT_NE(inspectCharacterMap("abc"), std::nullopt);
    auto outside = oneKey(0);
    outside[0] = 4096U << 10U;
    EXPECT_NE(inspectCharacterMap(characterMap(outside, text)), std::nullopt) << "the root leads outside";
    auto circle = oneKey(0);
    circle[1U ^ 'a'] = 'a' | ((1U ^ 'a') ^ 1U) << 10U;  // back to base 1: "aaaa…" never ends
    EXPECT_NE(inspectCharacterMap(characterMap(circle, text)), std::nullopt) << "a circle";
}

}  // namespace
}  // namespace detox
