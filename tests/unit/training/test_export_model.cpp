// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/hub/open_model.h"
#include "core/models/causal_lm.h"
#include "core/models/engine_errors.h"
#include "core/text/tokenizer.h"
#include "core/training/export_model.h"
#include "tests/support/adapter_files.h"
#include "tests/support/source_contents.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"
#include "tests/support/tiny_models.h"
#include "tests/unit/training/recording_observer.h"

namespace detox {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ExportModel : public ::testing::Test {
protected:
    void SetUp() override { writeTinyGptNeo(folder / "base"); }

    void addAdapter() const {
        writeAdapter(folder / "adapter", adapterConfig(),
                     {adapterTensor("base_model.model.transformer.h.0.mlp.c_fc.lora_A.weight", {2, 16}),
                      adapterTensor("base_model.model.transformer.h.0.mlp.c_fc.lora_B.weight", {64, 2})});
    }

    Result<ExportOutcome> exported(const ExportSetup& setup) {
        return engineResult([&] { return exportModel(setup, stopCheck({}), observer); });
    }
    ExportSetup setupOf(const char* model, const ExportConfig& config = {}) const {
        return {.model = folder / model, .output = folder / "out", .config = config};
    }
    CausalLm load(const char* name) const { return CausalLm::load(openModel(folder / name).orThrow()); }

    TemporaryFolder folder;
    RecordingObserver observer;
};

void expectSame(const CausalLm& a, const CausalLm& b) {
    for (const NamedTensor& p : a.parameters().all()) EXPECT_TRUE(p.tensor.equal(b.parameters().get(p.name))) << p.name;
}

TEST_F(ExportModel, WritesAFolderThatLoadsAsItself) {
    const ExportOutcome outcome = exported(setupOf("base")).orThrow();
    EXPECT_EQ(outcome.folder, folder / "out");
    EXPECT_EQ(outcome.weightFiles, 1);
    const auto names = openWeights(openModel(folder / "base").orThrow()).orThrow();
    EXPECT_EQ(outcome.tensors, std::ssize(names->entries()));
    expectSame(load("base"), load("out"));
    EXPECT_TRUE(fs::exists(folder / "out" / "generation_config.json"));
    const auto tokenizer = loadTokenizer(folder / "out", openModel(folder / "out").orThrow().config);
    EXPECT_TRUE(tokenizer);
    EXPECT_THAT(readText(folder / "out" / "README.md"), HasSubstr("`base`, given on as it was opened"));
}

TEST_F(ExportModel, WritesTheTypeThatWasAskedFor) {
    for (const WeightType type : {WeightType::BFloat16, WeightType::Float16}) {
        fs::remove_all(folder / "out");
        (void)exported(setupOf("base", {.weightType = type})).orThrow();
        const ModelFolder written = openModel(folder / "out").orThrow();
        const char* name = type == WeightType::BFloat16 ? "bfloat16" : "float16";
        EXPECT_EQ(written.config.at("torch_dtype"), name);
        const auto source = openWeights(written).orThrow();
        for (const TensorEntry& e : source->entries()) {
            EXPECT_EQ(e.type, type == WeightType::BFloat16 ? DataType::BF16 : DataType::F16) << e.name;
        }
    }
}

TEST_F(ExportModel, SplitsWhatIsTooLargeForOneFile) {
    writeTinyGptNeo(folder / "wide", {.hidden = 256});
    const ExportOutcome outcome = exported(setupOf("wide", {.maxShardGigabytes = 0.001})).orThrow();
    EXPECT_GT(outcome.weightFiles, 2);
    EXPECT_TRUE(fs::exists(folder / "out" / "model.safetensors.index.json"));
    expectSame(load("wide"), load("out"));
}

TEST_F(ExportModel, AnAdapterBecomesAWholeModel) {
    addAdapter();
    (void)exported(setupOf("adapter")).orThrow();
    EXPECT_FALSE(openModel(folder / "out").orThrow().adapter);
    expectSame(load("adapter"), load("out"));
}

TEST_F(ExportModel, OrStaysOneThatLoadsOnItsBase) {
    addAdapter();
    fs::create_directory(folder / "elsewhere");
    ExportSetup setup = setupOf("adapter", {.form = ExportForm::Adapter});
    setup.output = folder / "elsewhere" / "out";
    EXPECT_EQ(exported(setup).orThrow().tensors, 2);
    EXPECT_TRUE(openModel(setup.output).orThrow().adapter);
    EXPECT_FALSE(fs::exists(setup.output / "model.safetensors"));
    expectSame(load("adapter"), load("elsewhere/out"));
    EXPECT_THAT(readText(setup.output / "README.md"), HasSubstr("library_name: peft"));
}

TEST_F(ExportModel, AWholeModelIsNoAdapter) {
    const auto refused = exported(setupOf("base", {.form = ExportForm::Adapter}));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message(), HasSubstr("is a whole model, not an adapter"));
    EXPECT_FALSE(fs::exists(folder / "out"));
}

TEST_F(ExportModel, LeavesWhatIsThereAlone) {
    fs::create_directory(folder / "out");
    EXPECT_FALSE(exported(setupOf("base")));
    EXPECT_TRUE(fs::is_empty(folder / "out"));
}

TEST_F(ExportModel, LeavesNothingWhenStopped) {
    std::stop_source stop;
    int calls = 0;
    const StepCheck check = [&] {
        if (++calls == 5) throw cancelled();
        return ComputeTurn();
    };
    const auto setup = setupOf("base");
    const auto outcome = engineResult([&] { return exportModel(setup, check, observer); });
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), ErrorKind::Cancelled);
    for (const auto& entry : fs::directory_iterator(folder.path())) {
        EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr("out")));
    }
}

TEST_F(ExportModel, NamesAValueThatFloat16CannotHold) {
    CausalLm model = load("base");
    model.parameters().get("layer.0.up.weight").detach()[0][0] = 1e6F;
    model.save(folder / "base");
    const auto refused = exported(setupOf("base", {.weightType = WeightType::Float16}));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message(), AllOf(HasSubstr("h.0.mlp.c_fc.weight"), HasSubstr("65504")));
}

TEST_F(ExportModel, AClassifierIsGivenOnToo) {
    writeTinyRoberta(folder / "judge");
    (void)exported(setupOf("judge", {.weightType = WeightType::BFloat16})).orThrow();
    EXPECT_EQ(openModel(folder / "out").orThrow().config.at("model_type"), "roberta");
    EXPECT_THAT(readText(folder / "out" / "README.md"), HasSubstr("pipeline_tag: text-classification"));
}

}  // namespace
}  // namespace detox
