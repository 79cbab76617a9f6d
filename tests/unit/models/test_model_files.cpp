// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <limits>

#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include "core/checkpoint/safetensors.h"
#include "core/models/tokenizer_files.h"
#include "core/models/value_head.h"
#include "core/util/files.h"
#include "tests/support/golden_arrays.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/models/rewrite_weights.h"
#include "tests/unit/models/tiny_models.h"

namespace detox {
namespace {

/// The message of what `action` throws; empty when it throws nothing.
template <class Action>
std::string failure(Action action) {
    try {
        static_cast<void>(action());
        return {};
    } catch (const Error& error) {
        return error.message();
    }
}

class ModelFiles : public ::testing::Test {
protected:
    TemporaryFolder folder;

    void SetUp() override { tinyLm().save(folder.path()); }
    CausalLm load() const { return CausalLm::load(openModelFolder(folder.path()).orThrow()); }
    /// Writes the tiny model's weights again after `change` worked on the list.
    template <class Change>
    void rewrite(Change change) {
        rewriteWeights(folder.path(), tinyLm(), change);
    }
    static bool sameParameters(const ParameterSet& a, const ParameterSet& b) {
        for (std::size_t i = 0; i < a.all().size(); ++i) {
            if (!a.all()[i].tensor.equal(b.all().at(i).tensor)) return false;
        }
        return true;
    }
};

TEST_F(ModelFiles, AModelComesBackAsItWas) {
    const CausalLm loaded = load();
    EXPECT_TRUE(sameParameters(loaded.parameters(), tinyLm().parameters()));
    EXPECT_EQ(loaded.config().windows, (std::vector<std::int64_t>{0, 4, 0}));
    EXPECT_EQ(loaded.config().eos, 60);
}

TEST_F(ModelFiles, AClassifierComesBackAsItWas) {
    const SequenceClassifier made(tinyEncoder(), 3);
    made.save(folder.path());
    const SequenceClassifier loaded = SequenceClassifier::load(openModelFolder(folder.path()).orThrow());
    EXPECT_TRUE(sameParameters(loaded.parameters(), made.parameters()));
    EXPECT_EQ(loaded.config().labels, (std::vector<std::string>{"nothate", "hate"}));
}

TEST_F(ModelFiles, TheGenerationConfigOfANewModelNamesItsFirstAndLastToken) {
    EXPECT_EQ(readJson(folder / "generation_config.json").orThrow(),
              Json({{"bos_token_id", 60}, {"eos_token_id", 60}}));
}

TEST_F(ModelFiles, AGenerationConfigPassesThroughWithKeysThatAreNotOurs) {
    const Json generation = {{"eos_token_id", {60, 3}}, {"temperature", 0.6}, {"surprise", {{"a", nullptr}}}};
    writeFileAtomically(folder / "generation_config.json", generation.dump()).orThrow();
    const TemporaryFolder target;
    load().save(target.path());
    EXPECT_EQ(readJson(target / "generation_config.json").orThrow(), generation);
}

TEST_F(ModelFiles, BFloat16HalvesTheFileAndIsReadBackRounded) {
    const auto whole = std::filesystem::file_size(folder / "model.safetensors");
    tinyLm().save(folder.path(), DataType::BF16);
    EXPECT_LT(std::filesystem::file_size(folder / "model.safetensors"), whole * 6 / 10);
    const at::Tensor rounded = tinyLm().weights().tokenEmbedding.to(at::kBFloat16).to(at::kFloat);
    EXPECT_TRUE(load().weights().tokenEmbedding.equal(rounded));
}

TEST_F(ModelFiles, Float16IsWrittenRoundedAndNamedInTheConfig) {
    tinyLm().save(folder.path(), DataType::F16);
    EXPECT_EQ(readJson(folder / "config.json").orThrow().at("torch_dtype"), "float16");
    const at::Tensor rounded = tinyLm().weights().tokenEmbedding.to(at::kHalf).to(at::kFloat);
    EXPECT_TRUE(load().weights().tokenEmbedding.equal(rounded));
}

TEST_F(ModelFiles, AValueBeyondFloat16IsRefusedWithItsTensorsName) {
    const c10::NoGradGuard noGradients;
    const CausalLm lm = tinyLm();
    const at::Tensor bias = lm.weights().layers[1].down.bias;
    const auto problem = [&](double value) {
        bias[3] = value;
        return failure([&] { return lm.save(folder.path(), DataType::F16), 0; });
    };
    EXPECT_EQ(problem(65519), "");
    EXPECT_EQ(problem(-std::numeric_limits<double>::infinity()), "");
    EXPECT_THAT(problem(-65520), ::testing::HasSubstr("'transformer.h.1.mlp.c_proj.bias' has values beyond float16's"));
}

TEST_F(ModelFiles, WeightsBeyondTheLimitBecomeShardsThatComeBackAsTheyWere) {
    tinyLm().save(folder.path(), {DataType::F32, 10'000});
    EXPECT_FALSE(std::filesystem::exists(folder / "model.safetensors"));
    EXPECT_TRUE(std::filesystem::exists(folder / "model-00002-of-00020.safetensors"));
    EXPECT_TRUE(sameParameters(load().parameters(), tinyLm().parameters()));
}

TEST_F(ModelFiles, ForeignBuffersTheTiedHeadAndAMissingPrefixAreNoObstacle) {
    rewrite([](std::vector<NamedTensor>& tensors) {
        tensors.push_back({"lm_head.weight", tensors[0].tensor});
        for (NamedTensor& t : tensors) {
            if (t.name.starts_with("transformer.")) t.name.erase(0, 12);
        }
        tensors.push_back({"h.0.attn.attention.bias", at::empty({1, 1, 4, 4}, at::kFloat)});
        tensors.push_back({"h.0.attn.attention.masked_bias", at::empty({}, at::kFloat)});
    });
    EXPECT_TRUE(sameParameters(load().parameters(), tinyLm().parameters()));
}

TEST_F(ModelFiles, HalfPrecisionBecomesFloat) {
    rewrite([](std::vector<NamedTensor>& tensors) {
        for (NamedTensor& t : tensors) t.tensor = t.tensor.to(at::kHalf);
    });
    EXPECT_LE(maxDifference(load().weights().tokenEmbedding, tinyLm().weights().tokenEmbedding), 1e-4);
}

TEST_F(ModelFiles, AMissingTensorIsNamed) {
    rewrite([](std::vector<NamedTensor>& tensors) { tensors.erase(tensors.begin() + 5); });
    EXPECT_THAT(failure([&] { return load(); }),
                ::testing::AllOf(::testing::HasSubstr("'transformer.h.0."), ::testing::HasSubstr("missing"),
                                 ::testing::HasSubstr("model.safetensors")));
}

TEST_F(ModelFiles, AnUnexpectedTensorIsNamed) {
    rewrite([](std::vector<NamedTensor>& tensors) { tensors.push_back({"surprise", tensors[0].tensor}); });
    EXPECT_THAT(failure([&] { return load(); }),
                ::testing::AllOf(::testing::HasSubstr("'surprise'"), ::testing::HasSubstr("model.safetensors")));
}

TEST_F(ModelFiles, AnotherShapeIsNamedWithBothShapes) {
    rewrite([](std::vector<NamedTensor>& tensors) { tensors[1].tensor = tensors[1].tensor.narrow(0, 0, 39); });
    EXPECT_THAT(failure([&] { return load(); }),
                ::testing::AllOf(::testing::HasSubstr("[39, 36]"), ::testing::HasSubstr("[40, 36]")));
}

TEST_F(ModelFiles, WholeNumbersAreNoWeights) {
    rewrite([](std::vector<NamedTensor>& tensors) { tensors[0].tensor = tensors[0].tensor.to(at::kLong); });
    EXPECT_THAT(failure([&] { return load(); }), ::testing::HasSubstr("I64"));
}

TEST_F(ModelFiles, WeightsInAFormatThatIsNotReadAreRefusedInOneSentence) {
    std::filesystem::rename(folder / "model.safetensors", folder / "pytorch_model.bin");
    EXPECT_THAT(failure([&] { return load(); }), ::testing::HasSubstr("pytorch_model.bin"));
}

TEST_F(ModelFiles, TokenizerFilesAreCopiedAsTheyAreAndNothingElse) {
    const TemporaryFolder target;
    writeFileAtomically(folder / "vocab.json", "{\"a\": 0}").orThrow();
    writeFileAtomically(folder / "merges.txt", "#version\r\n").orThrow();
    copyTokenizerFiles(folder.path(), target.path());
    EXPECT_EQ(readFile(target / "vocab.json").orThrow(), "{\"a\": 0}");
    EXPECT_EQ(readFile(target / "merges.txt").orThrow(), "#version\r\n");
    EXPECT_FALSE(std::filesystem::exists(target / "config.json"));
}

TEST_F(ModelFiles, TheFilesOfEveryKindOfTokenizerAreCopied) {
    const TemporaryFolder target;
    for (const char* name : {"vocab.txt", "spiece.model", "sentencepiece.bpe.model", "chat_template.jinja"}) {
        writeFileAtomically(folder / name, name).orThrow();
        copyTokenizerFiles(folder.path(), target.path());
        EXPECT_EQ(readFile(target / name).orThrow(), name);
    }
}

TEST_F(ModelFiles, AValueHeadComesBackFromItsOwnFileAndFromBesideAModel) {
    const ValueHead head(36, 9);
    head.save(folder / "head.safetensors");
    const auto source = openSafetensors(folder / "head.safetensors").orThrow();
    EXPECT_TRUE(sameParameters(ValueHead::load(*source, 36).parameters(), head.parameters()));
    rewrite([&](std::vector<NamedTensor>& tensors) {
        for (const NamedTensor& t : checkpointViews(head.table(), head.parameters())) tensors.push_back(t);
    });
    EXPECT_TRUE(sameParameters(load().parameters(), tinyLm().parameters()));
    const auto beside = openSafetensors(folder / "model.safetensors").orThrow();
    EXPECT_TRUE(sameParameters(ValueHead::load(*beside, 36).parameters(), head.parameters()));
    EXPECT_THAT(failure([&] { return ValueHead::load(*beside, 35); }), ::testing::HasSubstr("v_head.summary.weight"));
}

TEST_F(ModelFiles, ABitThatWasNotReadBackIsNamed) {
    const CausalLm lm = tinyLm();
    const auto file = folder / "model.safetensors";
    const auto check = [&] {
        return failure([&] { return requireSame(*openSafetensors(file).orThrow(), lm.table(), lm.parameters(), {}); });
    };
    EXPECT_EQ(check(), "");
    std::string bytes = readFile(file).orThrow();
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    writeFileAtomically(file, bytes).orThrow();
    EXPECT_THAT(check(), testing::HasSubstr("was not read back as it was written"));
    lm.save(folder.path(), DataType::BF16);
    EXPECT_THAT(check(), testing::HasSubstr("transformer.")) << "of another type";
}

}  // namespace
}  // namespace detox
