// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <gtest/gtest.h>

#include "core/checkpoint/model_folder.h"
#include "core/checkpoint/safetensors.h"
#include "tests/support/pytorch_files.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"

namespace detox {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

void writeShard(const fs::path& file, const std::vector<std::string>& names) {
    const std::vector<std::byte> bytes(4, std::byte{static_cast<unsigned char>(names.front().front())});
    std::vector<TensorToWrite> tensors;
    for (const auto& name : names) tensors.push_back({name, DataType::F32, {1}, bytes});
    writeSafetensors(file, tensors).orThrow();
}

/// A folder with a good config and two shards, a and b with c.
class ShardedFolder : public ::testing::Test {
protected:
    ShardedFolder() {
        fs::create_directories(m_model);
        writeText(m_model / "config.json", R"({"model_type":"gpt_neo"})");
        writeShard(m_model / "model-1.safetensors", {"a"});
        writeShard(m_model / "model-2.safetensors", {"b", "c"});
        index(R"({"a":"model-1.safetensors","b":"model-2.safetensors","c":"model-2.safetensors"})");
    }
    void index(const std::string& map) const {
        writeText(m_model / "model.safetensors.index.json",
                  R"({"metadata":{"total_size":12},"weight_map":)" + map + "}");
    }
    [[nodiscard]] Result<std::unique_ptr<TensorSource>> open() const {
        return openWeights(openModelFolder(m_model).orThrow());
    }
    [[nodiscard]] std::string problem() const {
        const auto source = open();
        return source ? "opened" : source.error().message();
    }

    TemporaryFolder m_home;
    fs::path m_model = m_home / "model";
};

TEST_F(ShardedFolder, OffersEveryTensorFromItsShard) {
    const auto source = open().orThrow();
    ASSERT_EQ(source->entries().size(), 3U);
    for (const std::string name : {"a", "b", "c"}) {
        const TensorEntry* entry = source->find(name);
        ASSERT_NE(entry, nullptr);
        std::vector<std::byte> bytes(4);
        ASSERT_TRUE(source->read(*entry, bytes));
        EXPECT_EQ(static_cast<char>(bytes[0]), name == "a" ? 'a' : 'b');
        EXPECT_EQ(source->fileOf(*entry).filename(), name == "a" ? "model-1.safetensors" : "model-2.safetensors");
    }
    EXPECT_EQ(source->find("d"), nullptr);
}

TEST_F(ShardedFolder, RefusesShardNamesThatAreNotPlainFileNames) {
    writeShard(m_home / "outside.safetensors", {"a"});
    for (const std::string name :
         {"/etc/passwd", "../outside.safetensors", "a/../b.safetensors", "..", ".", "", ".safetensors", "model-1.bin",
          "\\\\\\\\host\\\\x.safetensors", "model-1.safetensors\\u0000.safetensors", "m\\u00f6.safetensors",
          "./model-1.safetensors", "model 1.safetensors", "model-1.safetensors/"}) {
        index("{\"a\":\"" + name + "\"}");
        EXPECT_THAT(problem(), HasSubstr("for tensor \"a\"; a shard is a .safetensors file of the same folder"))
            << name;
    }
}

TEST_F(ShardedFolder, RefusesLinksThatLeaveTheFolder) {
    writeShard(m_home / "outside.safetensors", {"a"});
    fs::remove(m_model / "model-1.safetensors");
    fs::create_symlink("../outside.safetensors", m_model / "model-1.safetensors");
    EXPECT_THAT(problem(), HasSubstr("is a link that leaves its folder"));
    fs::create_symlink("model-1.safetensors", m_model / "self");
    fs::remove(m_model / "model-1.safetensors");
    fs::create_symlink("self", m_model / "model-1.safetensors");
    EXPECT_THAT(problem(), ::testing::Not("opened"));
}

TEST_F(ShardedFolder, FollowsLinksIntoTheCachesBlobs) {
    const fs::path repository = m_home / "models--a--b";
    const fs::path snapshot = repository / "snapshots" / "0123";
    fs::create_directories(snapshot);
    fs::create_directories(repository / "blobs");
    fs::rename(m_model / "model-1.safetensors", repository / "blobs" / "feed");
    fs::rename(m_model / "model-2.safetensors", repository / "blobs" / "beef");
    fs::create_symlink("../../blobs/feed", snapshot / "model-1.safetensors");
    fs::create_symlink("../../blobs/beef", snapshot / "model-2.safetensors");
    fs::rename(m_model / "model.safetensors.index.json", snapshot / "model.safetensors.index.json");
    fs::rename(m_model / "config.json", snapshot / "config.json");
    const auto source = openWeights(openModelFolder(snapshot).orThrow());
    ASSERT_TRUE(source) << source.error().message();
    EXPECT_EQ(source.value()->entries().size(), 3U);
}

TEST_F(ShardedFolder, RefusesAnIndexThatDisagreesWithTheShards) {
    index(R"({"a":"model-1.safetensors","d":"model-2.safetensors"})");
    EXPECT_THAT(problem(), HasSubstr("lacks the tensor \"d\" that the index places there"));
    index(R"({"a":"model-2.safetensors","b":"model-2.safetensors"})");
    EXPECT_THAT(problem(), HasSubstr("lacks the tensor \"a\""));
    index(R"({"a":"model-3.safetensors"})");
    EXPECT_THAT(problem(), HasSubstr("lacks the shard model-3.safetensors"));
    index("{}");
    EXPECT_THAT(problem(), HasSubstr("names no tensors"));
    index("[]");
    EXPECT_THAT(problem(), HasSubstr("has no weight_map"));
    index(R"({"a":1})");
    EXPECT_THAT(problem(), HasSubstr("for tensor \"a\""));
    index(R"({"a":"model-1.safetensors","a":"model-2.safetensors"})");
    EXPECT_THAT(problem(), HasSubstr("key 'a' twice"));
}

TEST_F(ShardedFolder, RefusesATensorInTwoShards) {
    writeShard(m_model / "model-2.safetensors", {"a", "b", "c"});
    EXPECT_THAT(problem(), HasSubstr("\"a\" lies in model-1.safetensors and in model-2.safetensors"));
}

TEST_F(ShardedFolder, DoesNotOfferTensorsTheIndexDoesNotName) {
    index(R"({"a":"model-1.safetensors","b":"model-2.safetensors"})");
    const auto source = open().orThrow();
    EXPECT_EQ(source->find("c"), nullptr);
    EXPECT_EQ(source->entries().size(), 2U);
}

TEST_F(ShardedFolder, ATruncatedShardIsNamed) {
    fs::resize_file(m_model / "model-2.safetensors", fs::file_size(m_model / "model-2.safetensors") - 1);
    EXPECT_THAT(problem(), HasSubstr("model-2.safetensors ends after"));
}

TEST_F(ShardedFolder, ASingleFileComesFirst) {
    writeShard(m_model / "model.safetensors", {"z"});
    EXPECT_NE(open().orThrow()->find("z"), nullptr);
}

void writePytorch(const fs::path& file, const std::string& name) {
    writeText(file, pytorchZip(PickleWriter().raw("}").text(name).tensor({}).raw("s").done(), {{"0", floatBytes(4)}}));
}

/// A good config, a PyTorch file with tensor "p", and shards "q" and "r" of one.
class PytorchFolder : public ShardedFolder {
protected:
    PytorchFolder() {
        writePytorch(m_model / "pytorch_model.bin", "p");
        writePytorch(m_model / "pytorch_model-1.bin", "q");
        writePytorch(m_model / "pytorch_model-2.bin", "r");
        pytorchIndex(R"({"q":"pytorch_model-1.bin","r":"pytorch_model-2.bin"})");
    }
    void pytorchIndex(const std::string& map) const {
        writeText(m_model / "pytorch_model.bin.index.json", R"({"weight_map":)" + map + "}");
    }
};

TEST_F(PytorchFolder, SafetensorsComeFirstAndSingleFilesBeforeShards) {
    EXPECT_NE(open().orThrow()->find("a"), nullptr);
    fs::remove(m_model / "model.safetensors.index.json");
    EXPECT_NE(open().orThrow()->find("p"), nullptr);
    fs::remove(m_model / "pytorch_model.bin");
    const auto source = open().orThrow();
    ASSERT_EQ(source->entries().size(), 2U);
    EXPECT_EQ(source->fileOf(*source->find("r")).filename(), "pytorch_model-2.bin");
}

TEST_F(PytorchFolder, ShardsAreFilesOfTheIndexsOwnFormat) {
    fs::remove(m_model / "model.safetensors.index.json");
    fs::remove(m_model / "pytorch_model.bin");
    for (const std::string name : {"model-1.safetensors", "../pytorch_model-1.bin", ".bin", "/pytorch_model-1.bin"}) {
        pytorchIndex("{\"q\":\"" + name + "\"}");
        EXPECT_THAT(problem(), HasSubstr("for tensor \"q\"; a shard is a .bin file of the same folder")) << name;
    }
    fs::rename(m_model / "pytorch_model-1.bin", m_home / "outside.bin");
    fs::create_symlink("../outside.bin", m_model / "pytorch_model-1.bin");
    pytorchIndex(R"({"q":"pytorch_model-1.bin"})");
    EXPECT_THAT(problem(), HasSubstr("is a link that leaves its folder"));
}

std::string openProblem(const fs::path& folder) {
    const auto opened = openModelFolder(folder);
    if (!opened) return opened.error().message();
    const auto weights = openWeights(opened.value());
    return weights ? "opened" : weights.error().message();
}

TEST(ModelFolder, SaysWhatIsMissing) {
    const TemporaryFolder folder;
    EXPECT_THAT(openProblem(folder / "absent"), HasSubstr("There is no folder"));
    writeText(folder / "file", "x");
    EXPECT_THAT(openProblem(folder / "file"), HasSubstr("is not a folder"));
    EXPECT_THAT(openProblem(folder.path()), HasSubstr("has no config.json"));
    writeText(folder / "config.json", "{");
    EXPECT_THAT(openProblem(folder.path()), HasSubstr("is not valid JSON"));
    writeText(folder / "config.json", "[]");
    EXPECT_THAT(openProblem(folder.path()), HasSubstr("is not a JSON object"));
    writeText(folder / "config.json", R"({"model_type":7})");
    EXPECT_THAT(openProblem(folder.path()), HasSubstr("does not say its \"model_type\""));
    writeText(folder / "config.json", R"({"model_type":"gpt2"})");
    EXPECT_THAT(openProblem(folder.path()), HasSubstr("has no weights"));
    writeText(folder / "generation_config.json", "{");
    EXPECT_THAT(openProblem(folder.path()), HasSubstr("generation_config.json is not valid JSON"));
    writeText(folder / "generation_config.json", "[]");
    EXPECT_THAT(openProblem(folder.path()), HasSubstr("generation_config.json is not a JSON object"));
    fs::remove(folder / "generation_config.json");
    writeText(folder / "pytorch_model.bin", "x");
    EXPECT_THAT(openProblem(folder.path()), HasSubstr("pytorch_model.bin is not a file of torch.save"));
    ASSERT_EQ(::mkfifo((folder / "model.safetensors").c_str(), 0600), 0);
    EXPECT_THAT(openProblem(folder.path()), HasSubstr("is not a regular file"));
}

}  // namespace
}  // namespace detox
