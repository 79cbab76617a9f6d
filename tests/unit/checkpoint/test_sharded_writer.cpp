// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <gmock/gmock.h>
#include <set>

#include <gtest/gtest.h>

#include "core/checkpoint/model_folder.h"
#include "core/checkpoint/sharded_weights.h"
#include "core/util/json.h"
#include "tests/support/source_contents.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"

namespace detox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Names = std::vector<std::string>;

/// Bytes in a name's letter, so many as asked for.
class ShardedWriter : public ::testing::Test {
protected:
    TemporaryFolder m_folder;
    std::vector<TensorEntry> m_entries;

    void add(const std::string& name, std::size_t bytes) {
        m_entries.push_back({name, DataType::U8, {static_cast<std::int64_t>(bytes)}, bytes});
    }
    Result<void> write(std::uint64_t maxShardBytes) {
        std::vector<std::byte> bytes;
        return writeShardedSafetensors(
            m_folder / "model.safetensors", m_entries,
            [&](std::size_t index) {
                bytes.assign(m_entries[index].bytes, static_cast<std::byte>(m_entries[index].name[0]));
                return std::span<const std::byte>(bytes);
            },
            maxShardBytes);
    }
    [[nodiscard]] std::unique_ptr<TensorSource> open() const {
        writeText(m_folder / "config.json", R"({"model_type":"gpt_neo"})");
        return openWeights(openModelFolder(m_folder.path()).orThrow()).orThrow();
    }
    /// The names in each file, in the order of the files' names.
    [[nodiscard]] std::vector<Names> shards() const {
        std::map<std::string, Names> shards;
        const auto source = open();
        for (const TensorEntry& entry : source->entries()) {
            shards[source->fileOf(entry).filename().string()].push_back(entry.name);
        }
        std::vector<Names> lists;
        for (const auto& [file, names] : shards) lists.push_back(names);
        return lists;
    }
};

TEST_F(ShardedWriter, WritesOneFileUpToTheLimit) {
    add("a", 60);
    add("b", 40);
    ASSERT_TRUE(write(100));
    EXPECT_TRUE(std::filesystem::exists(m_folder / "model.safetensors"));
    EXPECT_FALSE(std::filesystem::exists(m_folder / "model.safetensors.index.json"));
    EXPECT_THAT(shards(), ElementsAre(Names{"a", "b"}));
}

TEST_F(ShardedWriter, ClosesAShardBeforeTheTensorThatWouldExceedTheLimit) {
    for (const auto& [name, bytes] : {std::pair("d", 50), {"c", 50}, {"b", 1}, {"a", 99}, {"e", 30}}) {
        add(name, static_cast<std::size_t>(bytes));
    }
    ASSERT_TRUE(write(100));
    EXPECT_THAT(shards(), ElementsAre(Names{"c", "d"}, Names{"a", "b"}, Names{"e"}));
    EXPECT_TRUE(std::filesystem::exists(m_folder / "model-00003-of-00003.safetensors"));
    const Json index = readJson(m_folder / "model.safetensors.index.json").orThrow();
    EXPECT_EQ(index.at("metadata"), Json({{"total_size", 230}}));
    EXPECT_EQ(index.at("weight_map").at("b"), "model-00002-of-00003.safetensors");
    EXPECT_EQ(index.at("weight_map").size(), 5U);
}

TEST_F(ShardedWriter, ATensorAboveTheLimitHasAShardOfItsOwn) {
    add("a", 10);
    add("b", 101);
    add("c", 10);
    ASSERT_TRUE(write(100));
    EXPECT_THAT(shards(), ElementsAre(Names{"b"}, Names{"a", "c"}));
    EXPECT_EQ(contentsOf(*open()).at("b").bytes, std::vector<std::byte>(101, std::byte{'b'}));
}

TEST_F(ShardedWriter, EveryTensorComesBackWithItsBytes) {
    for (char name = 'a'; name <= 'z'; ++name) add(std::string(1, name), static_cast<std::size_t>(name - 'a') * 3);
    ASSERT_TRUE(write(70));
    const auto contents = contentsOf(*open());
    ASSERT_EQ(contents.size(), 26U);
    for (const TensorEntry& entry : m_entries) {
        EXPECT_EQ(contents.at(entry.name).bytes, std::vector<std::byte>(entry.bytes, std::byte(entry.name[0])));
    }
}

TEST_F(ShardedWriter, ShardsTakeThePlaceOfAnEarlierFile) {
    add("old", 60);
    ASSERT_TRUE(write(100));
    m_entries.clear();
    add("a", 60);
    add("b", 60);
    ASSERT_TRUE(write(100));
    EXPECT_THAT(shards(), ElementsAre(Names{"a"}, Names{"b"}));
}

TEST_F(ShardedWriter, RefusesANameThatTwoShardsWouldHave) {
    add("a", 60);
    add("a", 60);
    EXPECT_THAT(write(100).error().message(), HasSubstr("\"a\" would be written twice"));
}

TEST_F(ShardedWriter, WritesAFileWithoutTensors) {
    ASSERT_TRUE(write(0));
    EXPECT_TRUE(open()->entries().empty());
}

}  // namespace
}  // namespace detox
