// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine_impl.h"

#include "core/generation/text_generator.h"
#include "core/models/compute_facts.h"
#include "core/models/engine_errors.h"
#include "core/reward/classifier_scorer.h"
#include "core/training/classifier_session.h"
#include "core/training/evaluate_models.h"
#include "core/training/export_model.h"
#include "core/training/inspect_model.h"
#include "core/training/language_model_session.h"
#include "core/training/make_prompts.h"
#include "core/training/ppo_session.h"

namespace detox {
namespace {

class EngineImpl final : public Engine {
public:
    explicit EngineImpl(const EngineOptions& options) { setThreads(options.threads); }

    EngineFacts facts() const override { return computeFacts(); }
    Result<std::unique_ptr<TextGenerator>> openGenerator(const std::filesystem::path& folder) override {
        return openTextGenerator(folder, m_lease);
    }
    Result<std::unique_ptr<TextScorer>> openScorer(const std::filesystem::path& folder,
                                                   const std::string& neutralLabel) override {
        return openTextScorer(folder, neutralLabel, turnCheck(m_lease, ComputeSide::Generator));
    }
    Result<std::unique_ptr<TrainingSession>> newPpoSession(const PpoSetup& setup) override {
        return makePpoSession(setup, m_lease);
    }
    Result<std::unique_ptr<TrainingSession>> newLanguageModelSession(const FitLanguageModelSetup& setup) override {
        return makeLanguageModelSession(setup);
    }
    Result<std::unique_ptr<TrainingSession>> newClassifierSession(const FitClassifierSetup& setup) override {
        return makeClassifierSession(setup);
    }
    Result<EvaluationResult> evaluate(const EvaluationSetup& setup, std::stop_token stop,
                                      TrainingObserver& observer) override {
        const StepCheck check = turnCheck(m_lease, ComputeSide::Trainer, std::move(stop));
        return engineResult([&] { return evaluateModels(setup, check, observer); });
    }
    Result<void> makePrompts(const MakePromptsSetup& setup, std::stop_token stop, TrainingObserver& observer) override {
        const StepCheck check = turnCheck(m_lease, ComputeSide::Trainer, std::move(stop));
        auto judge = openTextScorer(setup.judge, {}, check);
        if (!judge) return judge.error();
        return engineResult([&] { detox::makePrompts(setup, **judge, check, observer); });
    }

    Result<ModelFacts> inspect(const std::filesystem::path& folder) override {
        return engineResult([&] { return inspectModel(folder); });
    }
    Result<ExportOutcome> exportModel(const ExportSetup& setup, std::stop_token stop,
                                      TrainingObserver& observer) override {
        return engineResult([&] { return detox::exportModel(setup, stopCheck(std::move(stop)), observer); });
    }

private:
    ComputeLease m_lease;
};

}  // namespace

std::unique_ptr<Engine> makeEngine(const EngineOptions& options) {
    return std::make_unique<EngineImpl>(options);
}

}  // namespace detox
