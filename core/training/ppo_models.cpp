// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/ppo_models.h"

#include <string>
#include <utility>

#include "core/hub/open_model.h"
#include "core/models/adapter_files.h"
#include "core/training/ppo_checkpoint.h"

namespace detox {
namespace {

constexpr int kSteps = 4;

struct Progress {
    RunReporter& reporter;
    const StepCheck& check;
    int done = 0;

    void next(const char* what) {
        check();
        reporter.phase(what, done++, kSteps);
    }
};

/// What is trained, and what it was before.
struct LanguageModels {
    CausalLm policy;
    CausalLm reference;
};

LanguageModels everyWeightTrained(const PpoSetup& setup, const ModelFolder& original, Progress& progress) {
    const bool fresh = setup.resumeFrom.empty();
    CausalLm policy = CausalLm::load(fresh ? original : openModelFolder(setup.resumeFrom).orThrow());
    progress.next("Loading the reference");
    CausalLm reference = fresh ? policy.frozenCopy() : CausalLm::load(original).frozenCopy();
    if (setup.config.ppo.sharedLayers > 0) reference.shareTrunk(policy, setup.config.ppo.sharedLayers);
    return {std::move(policy), std::move(reference)};
}

LanguageModels adaptersTrained(const PpoSetup& setup, const ModelFolder& original, Progress& progress) {
    CausalLm reference = CausalLm::load(original);
    progress.next("Adding the adapters");
    CausalLm policy = reference.adapted(setup.config.lora, static_cast<std::uint64_t>(setup.config.seed));
    if (!setup.resumeFrom.empty()) loadAdapters(setup.resumeFrom / kAdapterFolder, policy.adapters());
    return {std::move(policy), std::move(reference)};
}

ValueHead valueHeadFor(const PpoSetup& setup, const CausalLm& policy) {
    const std::int64_t hidden = policy.config().embedding;
    if (!setup.resumeFrom.empty()) return readValueHead(setup.resumeFrom, hidden);
    return {hidden, static_cast<std::uint64_t>(setup.config.seed)};
}

std::unique_ptr<ClassifierScorer> judgeFor(const PpoSetup& setup, RunReporter& reporter, const StepCheck& check) {
    const bool same = setup.folders.judge.empty() || setup.folders.judge == setup.folders.classifier;
    if (!same) return std::make_unique<ClassifierScorer>(setup.folders.judge, std::string(), check);
    reporter.alarm("The reward classifier also judges, so the table cannot show when the model merely fools it.",
                   "Choose another classifier as the judge.");
    return nullptr;
}

}  // namespace

PpoModels loadPpoModels(const PpoSetup& setup, RunReporter& reporter, const StepCheck& check) {
    Progress progress{reporter, check};
    progress.next("Loading the model");
    const ModelFolder original = openModel(setup.folders.model).orThrow();
    auto tokenizer = loadTokenizer(original.tokenizer, original.config).orThrow();
    const bool low = setup.config.lora.loraRank > 0;
    LanguageModels models =
        low ? adaptersTrained(setup, original, progress) : everyWeightTrained(setup, original, progress);
    ValueHead valueHead = valueHeadFor(setup, models.policy);
    progress.next("Loading the classifier");
    auto classifier =
        std::make_unique<ClassifierScorer>(setup.folders.classifier, setup.config.reward.neutralLabel, check);
    progress.next("Loading the judge");
    auto judge = judgeFor(setup, reporter, check);
    return {.tokenizerFolder = original.tokenizer,
            .tokenizer = std::move(tokenizer),
            .policy = std::move(models.policy),
            .reference = std::move(models.reference),
            .valueHead = std::move(valueHead),
            .classifier = std::move(classifier),
            .ownJudge = std::move(judge)};
}

}  // namespace detox
