// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <gtest/gtest.h>

#include "core/training/classifier_data.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"

namespace detox {
namespace {

class ClassifierData : public ::testing::Test {
protected:
    Result<LabelledTexts> read(const std::string& table) {
        writeText(m_folder / "table.csv", table);
        return readLabelledTexts({m_folder / "table.csv"}, m_config);
    }
    static std::vector<std::string> textsOf(const std::vector<LabelledText>& rows) {
        std::vector<std::string> texts;
        for (const auto& row : rows) texts.push_back((row.toxic ? "+" : "-") + row.text);
        return texts;
    }
    using Texts = std::vector<std::string>;

    TemporaryFolder m_folder;
    FitClassifierConfig m_config;
};

TEST_F(ClassifierData, FollowsThePublishedSplit) {
    const auto read = this->read("text,label,split\na,hate,train\nb,nothate,train\nc,hate,test\nd,hate,dev\n").value();
    EXPECT_EQ(textsOf(read.training), (Texts{"+a", "-b"}));
    EXPECT_EQ(textsOf(read.heldOut), (Texts{"+c"}));
    EXPECT_TRUE(read.publishedSplit);
}

TEST_F(ClassifierData, KeepsDevelopmentRowsForCalibration) {
    const auto read = this->read("text,label,split\na,hate,train\nb,nothate,train\nc,hate,test\nd,hate,dev\n").value();
    EXPECT_EQ(textsOf(read.development), (Texts{"+d"}));
    const auto none = this->read("text,label,split\na,hate,train\nb,nothate,train\nd,hate,dev\n").value();
    EXPECT_TRUE(none.development.empty()) << "measured on, so not calibrated on";
}

TEST_F(ClassifierData, ReadsTargetsAndWeightsWhereTheyAreNamed) {
    const std::string table =
        "text,label,target,weight\na,hate,0.7,2\nb,nothate,0.1,0.5\nc,hate,1.5,1\nd,hate,0.9,-1\n";
    m_config.heldOutShare = 0;
    auto read = this->read(table).value();
    ASSERT_EQ(read.training.size(), 4U);
    EXPECT_EQ(read.training[0].target, 1);
    EXPECT_EQ(read.training[0].weight, 1);
    m_config.targetColumn = "target";
    m_config.weightColumn = "weight";
    read = this->read(table).value();
    ASSERT_EQ(textsOf(read.training), (Texts{"+a", "-b"}));
    EXPECT_EQ(read.training[0].target, 0.7);
    EXPECT_EQ(read.training[1].weight, 0.5);
    EXPECT_EQ(read.skipped, 2);
    EXPECT_NE(read.firstSkipped.find("'target' is no number from 0 to 1"), std::string::npos) << read.firstSkipped;
}

TEST_F(ClassifierData, MeasuresOnDevelopmentRowsWhereNoneAreForTesting) {
    const auto read = this->read("text,label,split\na,hate,train\nb,nothate,train\nd,hate,validation\n").value();
    EXPECT_EQ(textsOf(read.heldOut), (Texts{"+d"}));
}

TEST_F(ClassifierData, NeverTrainsOnAHeldOutText) {
    const auto read =
        this->read("text,label,split\n a ,hate,train\nb,nothate,train\nb,hate,train\nc,1,train\na,hate,test\n").value();
    EXPECT_EQ(textsOf(read.training), (Texts{"-b", "+c"}));
    EXPECT_EQ(textsOf(read.heldOut), (Texts{"+a"}));
    EXPECT_EQ(read.repeated, 2);
}

TEST_F(ClassifierData, DrawsTheSplitFromTheTextAlone) {
    std::string forwards = "text,label\n";
    std::string backwards = forwards;
    for (int i = 0; i < 1000; ++i) {
        const auto row = [](int n) { return "text " + std::to_string(n) + (n % 2 == 0 ? ",hate\n" : ",no\n"); };
        forwards += row(i);
        backwards += row(999 - i);
    }
    auto first = textsOf(read(forwards).value().heldOut);
    auto second = textsOf(read(backwards).value().heldOut);
    EXPECT_NEAR(static_cast<double>(first.size()), 100, 40);
    std::ranges::sort(first);
    std::ranges::sort(second);
    EXPECT_EQ(first, second);
    m_config.seed = 1;
    EXPECT_NE(textsOf(read(forwards).value().heldOut), first);
}

TEST_F(ClassifierData, CountsRowsItCannotUse) {
    const auto read = this->read("text,label\na,hate\nb,\n,hate\nc,0\n").value();
    EXPECT_EQ(read.training.size() + read.heldOut.size(), 2U);
    EXPECT_EQ(read.skipped, 2);
    EXPECT_NE(read.firstSkipped.find("line 3"), std::string::npos) << read.firstSkipped;
}

TEST_F(ClassifierData, RefusesTablesOneCannotLearnFrom) {
    m_config.heldOutShare = 0;
    EXPECT_NE(read("text,label\na,hate\nb,hate\n").error().message().find("toxic"), std::string::npos);
    EXPECT_FALSE(read("text,label\n").ok());
    EXPECT_FALSE(read("words,label\na,hate\nb,nothate\n").ok());
    EXPECT_FALSE(readLabelledTexts({m_folder / "absent.csv"}, m_config).ok());
}

}  // namespace
}  // namespace detox
