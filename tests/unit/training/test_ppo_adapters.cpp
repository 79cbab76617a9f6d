// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that train adapters instead of the weights.
#include <gmock/gmock.h>

#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include "core/api/metric_names.h"
#include "core/checkpoint/safetensors.h"
#include "core/hub/open_model.h"
#include "core/models/causal_lm.h"
#include "core/training/export_model.h"
#include "core/training/ppo_checkpoint.h"
#include "tests/golden/tolerances.h"
#include "tests/support/golden_arrays.h"
#include "tests/unit/training/tiny_run.h"

namespace detox {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

PpoSetup adapterSetup() {
    PpoSetup setup = tinySetup();
    setup.config.ppo.learningRate = 1e-2;
    setup.config.lora = {.loraRank = 3, .loraAlpha = 6, .loraDropout = 0.1, .loraTargets = LoraTargets::QueryValue};
    return setup;
}

CausalLm load(const fs::path& folder) {
    return CausalLm::load(openModel(folder).orThrow());
}

/// The run nobody interrupts; made once.
const TinyRun& uninterrupted() {
    static const auto run = [] {
        auto made = std::make_unique<TinyRun>(adapterSetup());
        made->go().orThrow();
        return made;
    }();
    return *run;
}

TEST(PpoAdapters, TheRunStartsAtTheOriginalAndMovesOnlyWhatHasAdapters) {
    const CausalLm original = load(tinyWorld().model());
    const CausalLm start = load(uninterrupted().checkpoints.at(0));
    const CausalLm end = load(uninterrupted().checkpoints.at(6));
    for (const auto& [name, tensor] : original.parameters().all()) {
        EXPECT_TRUE(start.parameters().get(name).equal(tensor)) << name;
        EXPECT_EQ(end.parameters().get(name).equal(tensor), !name.ends_with("qkv.weight")) << name;
    }
    EXPECT_NEAR(uninterrupted().sink.updates[0].metrics.at(metric::kKl), 0.0, 1e-4);
    EXPECT_GT(std::abs(uninterrupted().sink.updates[5].metrics.at(metric::kKl)), 1e-4);
}

TEST(PpoAdapters, TheOptimiserHoldsTheAdaptersAndTheValueHeadAlone) {
    const auto moments =
        openSafetensors(uninterrupted().checkpoints.at(6) / "trainer" / "optimiser.safetensors").orThrow();
    for (const TensorEntry& entry : moments->entries()) {
        EXPECT_TRUE(entry.name.find(".lora_") != std::string::npos ||
                    entry.name.find("value_head") != std::string::npos)
            << entry.name;
    }
    EXPECT_EQ(moments->entries().size(), 2U * (2 * 2 * 2 + 2)) << "two moments; two layers' A and B of two matrices";
}

TEST(PpoAdapters, PerplexityUnderTheReferenceIsThatOfTheOriginal) {
    const auto& probes = uninterrupted().sink.probes;
    PpoSetup whole = adapterSetup();
    whole.config.lora = {};
    whole.config.ppo.updates = 1;
    TinyRun plain(whole);
    ASSERT_TRUE(plain.go());
    EXPECT_EQ(probes.front().measurement.perplexity, plain.sink.probes.front().measurement.perplexity);
}

TEST(PpoAdapters, StoppedAndResumedEqualsUninterruptedBitForBit) {
    TinyRun first(adapterSetup());
    first.observer.onUpdateHook = [&](const UpdateReport& report) {
        if (report.update == 3) first.stop.request_stop();
    };
    PpoSetup setup = adapterSetup();
    setup.resumeFrom = first.go().orThrow().checkpoint;
    TinyRun second(setup);
    ASSERT_TRUE(second.go());
    EXPECT_EQ(firstDifference(second.checkpoints.at(6), uninterrupted().checkpoints.at(6)), "");
    EXPECT_EQ(readText(second.checkpoints.at(6) / "adapter" / "adapter_model.safetensors"),
              readText(uninterrupted().checkpoints.at(6) / "adapter" / "adapter_model.safetensors"));
    EXPECT_EQ(timelessMetrics(second.sink.updates.back()), timelessMetrics(uninterrupted().sink.updates.back()));
}

TEST(PpoAdapters, DropoutBelongsToTheRun) {
    PpoSetup setup = adapterSetup();
    setup.config.lora.loraDropout = 0;
    TinyRun without(setup);
    ASSERT_TRUE(without.go());
    EXPECT_NE(firstDifference(without.checkpoints.at(6), uninterrupted().checkpoints.at(6)), "");
    TinyRun with(adapterSetup());
    ASSERT_TRUE(with.go());
    EXPECT_EQ(with.observer.count(EventKind::Alarm), 0) << "the self-check has nothing to say of it";
}

TEST(PpoAdapters, ACheckpointsAdaptersAreAPeftFolderEqualToItsWeights) {
    const fs::path checkpoint = uninterrupted().checkpoints.at(6);
    const CausalLm merged = load(checkpoint);
    const CausalLm adapted = load(checkpoint / kAdapterFolder);
    for (const auto& [name, tensor] : merged.parameters().all()) {
        EXPECT_LE(maxDifference(adapted.parameters().get(name), tensor), 1e-6) << name;
    }
}

TEST(PpoAdapters, ACheckpointIsExportedAsEither) {
    const TemporaryFolder folder;
    const fs::path checkpoint = uninterrupted().checkpoints.at(6);
    RecordingObserver observer;
    const auto exported = [&](const char* name, ExportForm form) {
        const ExportSetup setup{.model = checkpoint, .output = folder / name, .config = {.form = form}};
        (void)exportModel(setup, stopCheck({}), observer);
        return openModel(folder / name).orThrow();
    };
    EXPECT_FALSE(exported("whole", ExportForm::Whole).adapter);
    EXPECT_TRUE(exported("adapter", ExportForm::Adapter).adapter);
    EXPECT_FALSE(fs::exists(folder / "adapter" / "model.safetensors"));
    const c10::NoGradGuard noGradients;
    const auto logits = [&](const char* name) {
        const CausalLm model = load(folder / name);
        return model.logits(model.hiddenStates(padRows({{72, 105, 32, 116}}, 0, PaddingSide::Right)));
    };
    EXPECT_LE(maxDifference(logits("whole"), logits("adapter")), tolerance::kLogits);
}

TEST(PpoAdapters, OtherAdaptersThanTheCheckpointsAreRefusedInOneSentence) {
    const auto resumed = [](const LoraConfig& lora) {
        PpoSetup setup = adapterSetup();
        setup.config.lora = lora;
        setup.resumeFrom = uninterrupted().checkpoints.at(6);
        return TinyRun(setup).go();
    };
    LoraConfig wider = adapterSetup().config.lora;
    wider.loraRank = 4;
    LoraConfig stronger = adapterSetup().config.lora;
    stronger.loraAlpha = 7;
    for (const LoraConfig& other : {wider, stronger, LoraConfig{}}) {
        const auto outcome = resumed(other);
        ASSERT_FALSE(outcome);
        EXPECT_THAT(outcome.error().message(), HasSubstr("cannot be changed when it is resumed"));
    }
}

TEST(PpoAdapters, ACheckpointWithoutItsAdaptersIsRefusedByName) {
    const TemporaryFolder folder;
    fs::copy(uninterrupted().checkpoints.at(6), folder / "copy", fs::copy_options::recursive);
    fs::remove(folder / "copy" / kAdapterFolder / "adapter_model.safetensors");
    PpoSetup setup = adapterSetup();
    setup.resumeFrom = folder / "copy";
    const auto outcome = TinyRun(setup).go();
    ASSERT_FALSE(outcome);
    EXPECT_THAT(outcome.error().message(), HasSubstr("adapter_model.safetensors"));
}

}  // namespace
}  // namespace detox
