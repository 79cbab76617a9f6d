// SPDX-License-Identifier: GPL-3.0-or-later
// Folders that transformers wrote, read and saved again.
#include "tests/golden/models/model_goldens.h"
#include "tests/support/round_trip.h"
#include "tests/support/temporary_folder.h"

namespace detox {
namespace {

/// The source's tensor of this name, with or without what comes before the first dot.
const TensorContents* sourceOf(const std::map<std::string, TensorContents>& source, const std::string& name) {
    auto found = source.find(name);
    if (found == source.end()) found = source.find(name.substr(name.find('.') + 1));
    return found == source.end() ? nullptr : &found->second;
}

class RoundTrips : public ::testing::TestWithParam<std::filesystem::path> {
protected:
    const std::map<std::string, TensorContents> m_source = weightsIn(GetParam());
    const Json m_config = readJson(GetParam() / "config.json").orThrow();
    TemporaryFolder m_saved;
};

TEST_P(RoundTrips, WriteTheSameNamesShapesAndBitsInTheSourcesType) {
    const DataType type = m_source.begin()->second.type;
    importAndSave(GetParam(), m_saved.path(), type);
    const auto saved = weightsIn(m_saved.path());
    EXPECT_EQ(shapesOf(saved), pretrainedTensors(m_config));
    for (const auto& [name, tensor] : saved) {
        const TensorContents* original = sourceOf(m_source, name);
        ASSERT_NE(original, nullptr) << name;
        EXPECT_EQ(tensor, *original) << name;
    }
}

TEST_P(RoundTrips, ReadTheSameBitsAgain) {
    importAndSave(GetParam(), m_saved.path(), DataType::F32);
    const TemporaryFolder again;
    importAndSave(m_saved.path(), again.path(), DataType::F32);
    EXPECT_EQ(weightsIn(again.path()), weightsIn(m_saved.path()));
}

TEST_P(RoundTrips, KeepEveryKeyOfBothConfigs) {
    importAndSave(GetParam(), m_saved.path(), m_source.begin()->second.type);
    const Json saved = readJson(m_saved / "config.json").orThrow();
    EXPECT_EQ(withoutWeightFacts(saved), withoutWeightFacts(m_config));
    for (const char* key : {"architectures", "torch_dtype", "tie_word_embeddings"}) {
        if (m_config.contains(key)) {
            EXPECT_EQ(saved.at(key), m_config.at(key)) << key;
        }
    }
    if (isClassifier(m_config)) return;
    EXPECT_EQ(readJson(m_saved / "generation_config.json").orThrow(),
              readJson(GetParam() / "generation_config.json").orThrow());
}

INSTANTIATE_TEST_SUITE_P(Models, RoundTrips, ::testing::ValuesIn(goldenFolders("models")), folderName);

}  // namespace
}  // namespace detox
