// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/evaluate_models.h"

#include <algorithm>
#include <utility>

#include "core/evaluation/answers.h"
#include "core/hub/open_model.h"
#include "core/prompts/prompt_reader.h"
#include "core/reward/classifier_scorer.h"

namespace detox {
namespace {

struct LoadedModel {
    CausalLm model;
    std::unique_ptr<Tokenizer> tokenizer;
};

LoadedModel load(const std::filesystem::path& path) {
    const ModelFolder folder = openModel(path).orThrow();
    return {CausalLm::load(folder).frozenCopy(), loadTokenizer(folder.tokenizer, folder.config).orThrow()};
}

std::vector<PromptRecord> promptsOf(const EvaluationSetup& setup) {
    auto prompts = readPrompts(setup.prompts, {}).orThrow().records;
    if (setup.limit > 0) prompts.resize(std::min(prompts.size(), static_cast<std::size_t>(setup.limit)));
    return prompts;
}

class Evaluation {
public:
    Evaluation(const EvaluationSetup& setup, const StepCheck& check, TrainingObserver& observer)
        : m_setup(setup), m_check(check), m_observer(observer), m_prompts(promptsOf(setup)) {
        phase("Loading the judge");
        m_judge = std::make_unique<ClassifierScorer>(setup.judge, std::string(), check);
    }

    void phase(const std::string& text) {
        m_check();
        TrainingEvent event;
        event.kind = EventKind::Phase;
        event.text = text;
        m_observer.onEvent(event);
    }

    Measured measure(const LoadedModel& loaded, const CausalLm& original) {
        const auto queries = fixedQueries(m_prompts, *loaded.tokenizer, {});
        const auto answered = answerQueries(loaded.model, *loaded.tokenizer, queries, {.seed = m_setup.seed}, m_check);
        const auto reward = [](const TextScore& score) { return score.neutralScore; };
        return measureAnswers(answered, {*m_judge, *m_judge, reward, original}, m_check);
    }

private:
    const EvaluationSetup& m_setup;
    const StepCheck& m_check;
    TrainingObserver& m_observer;
    std::vector<PromptRecord> m_prompts;
    std::unique_ptr<ClassifierScorer> m_judge;
};

void requireSameVocabulary(const CausalLm& model, const CausalLm& baseline) {
    if (model.config().vocabulary == baseline.config().vocabulary) return;
    throw invalidInput("The model has " + std::to_string(model.config().vocabulary) + " tokens and the baseline " +
                       std::to_string(baseline.config().vocabulary) +
                       ", so perplexity cannot be compared. Choose the model's own original as the baseline.");
}

}  // namespace

EvaluationResult evaluateModels(const EvaluationSetup& setup, const StepCheck& check, TrainingObserver& observer) {
    Evaluation evaluation(setup, check, observer);
    EvaluationResult result;
    evaluation.phase("Loading the model");
    const LoadedModel model = load(setup.model);
    std::optional<LoadedModel> baseline;
    if (!setup.baseline.empty()) {
        evaluation.phase("Loading the baseline");
        baseline = load(setup.baseline);
        requireSameVocabulary(model.model, baseline->model);
    }
    const CausalLm& original = baseline ? baseline->model : model.model;
    evaluation.phase("Measuring the model");
    Measured measured = evaluation.measure(model, original);
    result.model = measured.measurement;
    result.modelSamples = std::move(measured.samples);
    if (baseline) {
        evaluation.phase("Measuring the baseline");
        Measured ofBaseline = evaluation.measure(*baseline, original);
        result.baseline = ofBaseline.measurement;
        result.baselineSamples = std::move(ofBaseline.samples);
    }
    return result;
}

}  // namespace detox
