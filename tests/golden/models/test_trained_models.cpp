// SPDX-License-Identifier: GPL-3.0-or-later
// Published Llama checkpoints, read from the folders beside DETOX_GOLDENS, against the greedy text that transformers
// wrote with them.
#include "core/generation/batch_decoder.h"
#include "core/text/tokenizer.h"
#include "tests/golden/models/model_goldens.h"

namespace detox {
namespace {

class TrainedModels : public ::testing::TestWithParam<const char*> {};

TEST_P(TrainedModels, ContinueAsTheReferenceDoes) {
    const auto path = besideGoldens(std::filesystem::path("data/checkpoints") / GetParam());
    if (path.empty()) GTEST_SKIP() << "no checkpoint " << GetParam() << " beside DETOX_GOLDENS";
    const ModelFolder folder = openModelFolder(path).orThrow();
    const Json reference = readJson(path / "reference.json").orThrow();
    const auto expected = reference.at("greedy_ids").get<std::vector<TokenId>>();
    DecodeRow row{.prompt = reference.at("prompt_ids").get<std::vector<TokenId>>(),
                  .maxNewTokens = static_cast<int>(expected.size())};
    const auto decoded = decodeAll(CausalLm::load(folder), {.greedy = true}, {row});
    EXPECT_EQ(decoded[0].ids, expected);
    if (!std::filesystem::exists(path / "tokenizer.model")) return;
    const auto tokenizer = loadTokenizer(path, folder.config).orThrow();
    EXPECT_EQ(" " + tokenizer->decode(decoded[0].ids, ShowSpecial::Skip), reference.at("text").get<std::string>());
}

INSTANTIATE_TEST_SUITE_P(Llama, TrainedModels, ::testing::Values("stories260K-llama", "babyllama105-llama"),
                         [](const auto& tested) { return std::string(tested.param).substr(0, 11); });

}  // namespace
}  // namespace detox
