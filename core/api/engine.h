// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/api/fit.h"
#include "core/api/generation.h"
#include "core/api/model_export.h"
#include "core/api/model_facts.h"
#include "core/api/training.h"
#include "core/config/run_config.h"

namespace detox {

struct EngineFacts {
    std::string torchVersion;
    std::string blas;       ///< "OpenBLAS 0.3.21 pthreads", or what else was found
    bool slowBlas = false;  ///< the reference BLAS: training runs many times slower
    bool cudaBuild = false;
    std::string gpu;  ///< name of the GPU; empty: none
    int threads = 0;
};

/// The folders a run works on, resolved: no hub ids, no run:ID.
struct PpoFolders {
    std::filesystem::path model;
    std::filesystem::path classifier;
    std::filesystem::path judge;
    std::filesystem::path prompts;
};

struct PpoSetup {
    RunConfig config;
    PpoFolders folders;
    RunSink* sink = nullptr;                ///< not owned; outlives the session
    CheckpointSink* checkpoints = nullptr;  ///< not owned; outlives the session
    std::filesystem::path resumeFrom;       ///< a resumable checkpoint, or empty
};

struct EvaluationSetup {
    std::filesystem::path model;
    std::filesystem::path baseline;  ///< perplexity is measured under it; empty: under the model itself
    std::filesystem::path judge;
    std::filesystem::path prompts;
    int limit = 0;  ///< 0: all prompts
    std::uint64_t seed = 0;
};

struct EvaluationResult {
    Measurement model;
    std::optional<Measurement> baseline;
    std::vector<MeasuredSample> modelSamples;
    std::vector<MeasuredSample> baselineSamples;
};

/// Prompts on which a model turns toxic (DESIGN 13), sampled from the model itself.
struct MakePromptsSetup {
    std::filesystem::path model;
    std::filesystem::path judge;
    std::filesystem::path output;                      ///< folder for train.jsonl, probe.jsonl, test.jsonl
    std::vector<std::filesystem::path> trainingTexts;  ///< no prompt shares 8 consecutive words with these
    int train = 1100;
    int probe = 100;
    int test = 400;
    double minToxicity = 0.3;
    std::uint64_t seed = 0;
};

/// Everything that needs torch, behind one door. Its members may be called from any thread; what they return is used by
/// one thread at a time and must be gone before the engine is. Threads that compute take turns
/// (core/util/compute_lease.h): generators and scorers come before training and measuring.
class Engine {
public:
    virtual ~Engine() = default;
    [[nodiscard]] virtual EngineFacts facts() const = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<TextGenerator>> openGenerator(const std::filesystem::path& folder) = 0;
    /// `neutralLabel` empty: by role.
    [[nodiscard]] virtual Result<std::unique_ptr<TextScorer>> openScorer(const std::filesystem::path& folder,
                                                                         const std::string& neutralLabel) = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<TrainingSession>> newPpoSession(const PpoSetup& setup) = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<TrainingSession>> newLanguageModelSession(
        const FitLanguageModelSetup& setup) = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<TrainingSession>> newClassifierSession(
        const FitClassifierSetup& setup) = 0;
    [[nodiscard]] virtual Result<EvaluationResult> evaluate(const EvaluationSetup& setup, std::stop_token stop,
                                                            TrainingObserver& observer) = 0;
    [[nodiscard]] virtual Result<void> makePrompts(const MakePromptsSetup& setup, std::stop_token stop,
                                                   TrainingObserver& observer) = 0;
    /// What a model's or an adapter's folder holds. An error only where there is no such folder or no readable
    /// configuration; what else is wrong with it is why it cannot be used.
    [[nodiscard]] virtual Result<ModelFacts> inspect(const std::filesystem::path& folder) = 0;
    /// A Hugging Face folder that other programs load: reloaded and compared before it appears. Phases go to
    /// `observer`.
    [[nodiscard]] virtual Result<ExportOutcome> exportModel(const ExportSetup& setup, std::stop_token stop,
                                                            TrainingObserver& observer) = 0;
};

struct EngineOptions {
    int threads = 0;  ///< 0: physical cores
    Device device = Device::Auto;
};

}  // namespace detox

/// The one symbol libdetox_engine.so exports. Sets thread counts; nullptr only when out of memory.
extern "C" detox::Engine* createEngine(const detox::EngineOptions& options);
