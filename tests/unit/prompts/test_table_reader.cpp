// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/prompts/line_reader.h"
#include "core/prompts/prompt_reader.h"
#include "core/util/files.h"
#include "tests/support/temporary_folder.h"

namespace detox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Reading : public ::testing::Test {
protected:
    std::filesystem::path file(const std::string& name, const std::string& bytes) {
        EXPECT_TRUE(writeFileAtomically(m_folder / name, bytes));
        return m_folder / name;
    }

    std::vector<std::string> texts(const std::filesystem::path& path, const PromptConfig& config = {}) {
        auto read = readPrompts(path, config);
        if (!read) return {"error: " + read.error().message()};
        std::vector<std::string> out;
        for (const auto& record : read->records) {
            out.push_back(record.text + "|" +
                          (record.toxicity ? std::to_string(*record.toxicity).substr(0, 4) : "null"));
        }
        report = read->report;
        return out;
    }

    TemporaryFolder m_folder;
    ReadingReport report;
};

TEST_F(Reading, RealToxicityPromptsRecords) {
    const auto path =
        file("a.jsonl",
             "\xEF\xBB\xBF{\"prompt\":{\"text\":\"one\",\"toxicity\":0.5},\"continuation\":{\"text\":\" x\"}}\r\n"
             "\r\n"
             "{\"prompt\":{\"text\":\"two\",\"toxicity\":null}}\r\n");
    EXPECT_THAT(texts(path), ElementsAre("one|0.50", "two|null"));
    EXPECT_EQ(readPrompts(path, {})->records[0].continuation, " x");
    EXPECT_TRUE(readPrompts(path, {})->hasScores);
}

TEST_F(Reading, BadLinesAreSkippedAndReportedWithTheirNumbers) {
    const std::string nulLine = std::string("{\"text\":\"tw") + '\0' + "o\"}\n";
    const auto path = file("a.jsonl",
                           "{\"text\":\"one\"}\n{\"text\":\n[1]\n{\"text\":\"\xFF\"}\n{\"other\":1}\n"
                           "{\"text\":\"tab\"}\n" +
                               nulLine + "{\"text\":\"last\"}");
    EXPECT_THAT(texts(path), ElementsAre("one|null", "tab|null", "last|null"));
    EXPECT_EQ(report.skippedRows, 5);
    std::vector<std::int64_t> lines;
    for (const auto& skipped : report.firstSkipped) lines.push_back(skipped.line);
    EXPECT_THAT(lines, ElementsAre(2, 3, 4, 5, 7));
    EXPECT_THAT(report.firstSkipped[3].reason, HasSubstr("has no text in 'prompt.text', 'prompt', 'text'"));
    EXPECT_THAT(report.summary(), HasSubstr("5 unreadable lines: line 2"));
}

TEST_F(Reading, CsvWithQuotesLineBreaksAndAMapping) {
    const auto path =
        file("a.csv", "id,comment,score\n1,\"said \"\"no\"\",\nthen left\",0.75\n2,plain,\n3,too,many,fields\n");
    EXPECT_THAT(texts(path, {.textColumn = "comment", .toxicityColumn = "score"}),
                ElementsAre("said \"no\",\nthen left|0.75", "plain|null"));
    EXPECT_EQ(report.firstSkipped.at(0).line, 5);
    EXPECT_THAT(report.firstSkipped.at(0).reason, HasSubstr("has 4 fields, the header has 3"));
}

TEST_F(Reading, AnUnclosedQuoteIsOneBadRowAndNotTheEndOfTheProgram) {
    const auto path = file("a.csv", "text\nfine\n\"never closed\nmore\n");
    EXPECT_THAT(texts(path), ElementsAre("fine|null"));
    EXPECT_EQ(report.firstSkipped.at(0).reason, "a quote is never closed");
}

TEST_F(Reading, TsvTxtAndJsonArrays) {
    EXPECT_THAT(texts(file("a.tsv", "toxicity\ttext\n0.4\thello\n")), ElementsAre("hello|0.40"));
    EXPECT_THAT(texts(file("a.txt", "first\n\nsecond\r\n")), ElementsAre("first|null", "second|null"));
    EXPECT_THAT(texts(file("a.json", R"(["x", {"text":"y","toxicity":1}, 3])")), ElementsAre("x|null", "y|1.00"));
    EXPECT_THAT(texts(file("noending", "{\"text\":\"z\"}\n")), ElementsAre("z|null")) << "told by its first character";
}

TEST_F(Reading, WhatIsNoTextIsRefusedByName) {
    EXPECT_THAT(texts(file("a.parquet", "PAR1....")).at(0),
                HasSubstr("is a Parquet file, which is not read here. Take the data set's JSONL"));
    EXPECT_THAT(texts(file("a.jsonl", "\xFF\xFE{")).at(0), HasSubstr("is UTF-16. Save it as UTF-8."));
    EXPECT_THAT(texts(file("b.jsonl", "\x1F\x8B")).at(0), HasSubstr("is compressed"));
    EXPECT_THAT(texts(file("c.jsonl", "")).at(0), HasSubstr("is empty. Choose a file with prompts."));
    EXPECT_THAT(texts(file("d.jsonl", "nonsense\n")).at(0),
                HasSubstr("no prompt that can be read: 1 unreadable line: line 1"));
    EXPECT_THAT(texts(m_folder / "missing.jsonl").at(0), HasSubstr("missing.jsonl: No such file"));
    EXPECT_THAT(texts(m_folder.path()).at(0), HasSubstr("is a folder"));
}

TEST_F(Reading, ALineWithoutEndDoesNotFillTheMemory) {
    std::string bytes(LineReader::kMaxLineBytes * 3, 'a');
    const auto path = file("a.txt", "short\n" + bytes + "\nafter\n");
    EXPECT_THAT(texts(path), ElementsAre("short|null", "after|null"));
    EXPECT_EQ(report.firstSkipped.at(0).line, 2);
}

/// A JSON object of so many values below the key.
std::string nestedRecord(const std::string& key, int values) {
    std::string inner;
    for (int i = 0; i < values; ++i) inner += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":0";
    return "{\"text\":\"x\",\"" + key + "\":{" + inner + "}}\n";
}

TEST_F(Reading, AKeyIsNotRepeatedForEachValueBelowIt) {
    const auto path = file("a.jsonl", nestedRecord("a", 4000) + nestedRecord("a", 4096) +
                                          nestedRecord(std::string(4'000'000, 'a'), 400'000));
    EXPECT_THAT(texts(path), ElementsAre("x|null"));
    ASSERT_EQ(report.skippedRows, 2);
    EXPECT_EQ(report.firstSkipped.at(0).reason, "has more than 4096 values");
    EXPECT_EQ(report.firstSkipped.at(1).reason, "has a key that is too long");
}

TEST_F(Reading, ALineOfCommasIsOneBadRow) {
    const auto path = file("a.csv", "text,b\none,2\n" + std::string(1'000'000, ',') + "\ntwo,2\n");
    EXPECT_THAT(texts(path), ElementsAre("one|null", "two|null"));
    EXPECT_EQ(report.firstSkipped.at(0).reason, "has more than 4096 fields");
    EXPECT_THAT(texts(file("b.csv", std::string(5000, ',') + "\none\n")).at(0),
                HasSubstr("b.csv: the header line cannot be read: has more than 4096 fields."));
}

TEST_F(Reading, ARecordOfManyQuotedLinesEndsAtTheLimit) {
    std::string bytes = "text\nfine\n\"";
    while (bytes.size() < 3 * LineReader::kMaxLineBytes) bytes += std::string(1 << 20, 'a') + "\n\",\"";
    EXPECT_THAT(texts(file("a.csv", bytes)).at(0), "fine|null");
    EXPECT_EQ(report.firstSkipped.at(0).reason, "a quote is never closed");
}

TEST_F(Reading, EveryTruncationOfARecordIsSurvived) {
    const std::string whole = "{\"prompt\":{\"text\":\"one \xC3\xA9\",\"toxicity\":0.5}}\n";
    for (std::size_t n = 0; n <= whole.size(); ++n) {
        const auto read = readPrompts(file("a.jsonl", whole.substr(0, n)), {});
        EXPECT_EQ(read.ok(), n + 1 >= whole.size()) << n;
    }
}

}  // namespace
}  // namespace detox
