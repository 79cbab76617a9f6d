// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/language_model_session.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>

#include <ATen/core/Tensor.h>

#include "core/api/metric_names.h"
#include "core/config/config_json.h"
#include "core/models/causal_lm.h"
#include "core/models/compute_facts.h"
#include "core/models/engine_errors.h"
#include "core/models/tokenizer_files.h"
#include "core/models/weight_types.h"
#include "core/text/sentencepiece_trainer.h"
#include "core/text/tokenizer.h"
#include "core/training/fit_documents.h"
#include "core/training/fit_state.h"
#include "core/training/language_model_card.h"
#include "core/training/language_model_trainer.h"
#include "core/training/pause_gate.h"
#include "core/training/run_reporter.h"
#include "core/training/schedule.h"
#include "core/training/token_rows.h"
#include "core/util/files.h"
#include "core/util/sha256.h"
#include "core/util/staged_folder.h"

namespace detox {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kReportEvery = 20;    ///< steps
constexpr std::int64_t kMeasureEvery = 500;  ///< steps
constexpr std::int64_t kProbeRows = 128;     ///< held-out rows measured on the way
constexpr double kSaveEverySeconds = 120;
constexpr double kLossMemory = 0.98;  ///< of the running mean

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Texts as the model meets them.
struct FitData {
    std::vector<DocumentFile> files;
    std::int64_t trainingDocuments = 0;
    std::int64_t heldOutDocuments = 0;
    std::unique_ptr<Tokenizer> tokenizer;
    std::filesystem::path tokenizerFolder;
    std::optional<TokenRows> training;
    std::optional<TokenRows> heldOut;  ///< nothing when the held-out texts give no row
};

/// Every batch of a course, addressed by step.
class BatchOrder {
public:
    BatchOrder(std::int64_t rows, const FitLanguageModelConfig& config)
        : m_rows(rows), m_batch(std::min<std::int64_t>(config.optimiser.batchSize, rows)), m_seed(config.seed) {}

    [[nodiscard]] std::int64_t stepsPerEpoch() const { return m_rows / m_batch; }
    [[nodiscard]] std::int64_t batchSize() const { return m_batch; }

    std::vector<std::int64_t> batch(std::int64_t step) {
        const std::int64_t epoch = step / stepsPerEpoch();
        if (epoch != m_epoch) m_order = rowOrder(m_rows, m_seed, m_epoch = epoch);
        const auto begin = m_order.begin() + (step % stepsPerEpoch()) * m_batch;
        return {begin, begin + m_batch};
    }

private:
    const std::int64_t m_rows;
    const std::int64_t m_batch;
    const std::uint64_t m_seed;
    std::int64_t m_epoch = -1;
    std::vector<std::int64_t> m_order;
};

class LanguageModelSession final : public TrainingSession {
public:
    explicit LanguageModelSession(const FitLanguageModelSetup& setup) : m_setup(setup) {}

    Result<TrainingOutcome> run(std::stop_token stop, TrainingObserver& observer) override {
        return engineResult([&] {
            RunReporter reporter(observer, nullptr);
            return runOrThrow(stop, reporter);
        });
    }
    void setPaused(bool paused) noexcept override { m_gate.setPaused(paused); }
    void requestCheckpoint() noexcept override { m_checkpointAsked = true; }

private:
    struct Course {
        LanguageModelTrainer trainer;
        FitStateFolder state;
        BatchOrder order;
        CourseLength length;
        FitProgress progress;
        double savedAt = 0;  ///< seconds
        FitProgress reported = {};
        double heldOutLoss = 0;
    };

    TrainingOutcome runOrThrow(const std::stop_token& stop, RunReporter& reporter);
    FitData prepare(const std::string& belongsTo, Documents documents, RunReporter& reporter) const;
    std::filesystem::path tokenizerFor(const std::string& belongsTo, const std::vector<std::string>& texts) const;
    Course begin(const FitData& data, const std::string& belongsTo) const;
    bool train(Course& course, const FitData& data, const std::stop_token& stop, RunReporter& reporter);
    void waitWhilePaused(const std::stop_token& stop, RunReporter& reporter);
    void saveState(Course& course, RunReporter& reporter);
    UpdateReport report(const Course& course, const StepResult& result, double rate) const;
    void finish(Course& course, const FitData& data, RunReporter& reporter) const;

    [[nodiscard]] std::filesystem::path stateFolder() const { return m_setup.output.string() + ".state"; }

    const FitLanguageModelSetup m_setup;
    PauseGate m_gate;
    std::atomic<bool> m_checkpointAsked = false;
};

std::filesystem::path LanguageModelSession::tokenizerFor(const std::string& belongsTo,
                                                         const std::vector<std::string>& texts) const {
    const auto folder = stateFolder() / ("tokenizer-" + belongsTo.substr(0, 12));
    if (std::filesystem::exists(folder)) return folder;
    createDirectories(stateFolder()).orThrow();
    auto staged = StagedFolder::create(folder).orThrow();
    const std::string model = trainSentencePiece(texts, m_setup.config.vocabulary).orThrow();
    writeTokenizerFiles(staged.path(), model, TokenizerUse::CausalModel, m_setup.config.contextTokens).orThrow();
    staged.commit().orThrow();
    return folder;
}

FitData LanguageModelSession::prepare(const std::string& belongsTo, Documents documents, RunReporter& reporter) const {
    const auto& config = m_setup.config;
    FitData data{.files = std::move(documents.files)};
    const auto split = splitDocuments(std::move(documents.texts), config.heldOutShare, config.seed);
    data.trainingDocuments = static_cast<std::int64_t>(split.training.size());
    data.heldOutDocuments = static_cast<std::int64_t>(split.heldOut.size());
    reporter.phase("Making the vocabulary");
    data.tokenizerFolder = tokenizerFor(belongsTo, split.training);
    data.tokenizer = loadTokenizer(data.tokenizerFolder, Json{{"model_type", "gpt_neo"}}).orThrow();
    reporter.phase("Reading the texts");
    data.training = TokenRows::pack(split.training, *data.tokenizer, config.rowTokens).orThrow();
    if (auto rows = TokenRows::pack(split.heldOut, *data.tokenizer, config.rowTokens)) data.heldOut = std::move(*rows);
    return data;
}

DecoderConfig shapeOf(const FitLanguageModelConfig& config, const Tokenizer& tokenizer) {
    return gptNeoConfig({.vocabulary = tokenizer.size(),
                         .hidden = config.hidden,
                         .layers = config.layers,
                         .heads = config.heads,
                         .positions = config.contextTokens,
                         .bos = tokenizer.bos(),
                         .eos = tokenizer.eos()});
}

LanguageModelSession::Course LanguageModelSession::begin(const FitData& data, const std::string& belongsTo) const {
    const auto& config = m_setup.config;
    CausalLm model(shapeOf(config, *data.tokenizer), static_cast<std::uint64_t>(config.seed));
    model.moveTo(computeDevice(config.machine.device));
    Course course{.trainer = {model,
                              {.optimiser = {.weightDecay = config.optimiser.weightDecay},
                               .maxGradNorm = config.optimiser.maxGradNorm,
                               .dropout = config.dropout,
                               .seed = static_cast<std::uint64_t>(config.seed)}},
                  .state = {stateFolder(), belongsTo},
                  .order = {data.training->count(), config}};
    const double steps = std::ceil(config.epochs * static_cast<double>(course.order.stepsPerEpoch()));
    course.length = {.steps = steps, .seconds = config.maxMinutes * 60};
    const auto restored = course.state.restore(model.parameters().all(), course.trainer.optimiser()).orThrow();
    course.progress = restored.value_or(FitProgress{});
    course.reported = course.progress;
    course.savedAt = course.progress.seconds;
    return course;
}

UpdateReport LanguageModelSession::report(const Course& course, const StepResult& result, double rate) const {
    UpdateReport out;
    const double share = course.length.progress(static_cast<double>(course.progress.step), course.progress.seconds);
    out.update = static_cast<int>(course.progress.step);
    out.totalUpdates = static_cast<int>(std::lround(static_cast<double>(course.progress.step) / std::max(share, 1e-9)));
    out.seconds = course.progress.seconds - course.reported.seconds;
    const auto tokens = static_cast<double>((course.progress.step - course.reported.step) * course.order.batchSize() *
                                            m_setup.config.rowTokens);
    out.metrics = {{metric::kFitLoss, course.progress.loss},
                   {metric::kFitLearningRate, rate},
                   {metric::kFitGradNorm, result.gradientNorm},
                   {metric::kTokensPerSecond, tokens / std::max(out.seconds, 1e-9)}};
    if (course.heldOutLoss > 0) out.metrics[metric::kFitHeldOutPerplexity] = std::exp(course.heldOutLoss);
    return out;
}

void LanguageModelSession::saveState(Course& course, RunReporter& reporter) {
    course.state.save(course.progress, course.trainer.model().parameters().all(), course.trainer.optimiser()).orThrow();
    course.savedAt = course.progress.seconds;
    reporter.checkpoint(course.state.root());
}

void LanguageModelSession::waitWhilePaused(const std::stop_token& stop, RunReporter& reporter) {
    if (!m_gate.paused()) return;
    reporter.paused();
    m_gate.waitWhilePaused(stop);
    reporter.resumed();
}

/// True when the course is done, false when it was stopped.
bool LanguageModelSession::train(Course& course, const FitData& data, const std::stop_token& stop,
                                 RunReporter& reporter) {
    const WarmupCosine schedule{m_setup.config.optimiser.learningRate, m_setup.config.optimiser.warmupShare};
    for (;;) {
        auto& [step, seconds, loss] = course.progress;
        const double share = course.length.progress(static_cast<double>(step), seconds);
        if (share >= 1.0) return true;
        waitWhilePaused(stop, reporter);
        if (stop.stop_requested()) return false;
        const auto started = Clock::now();
        const double rate = schedule.rate(share + 1.0 / std::max(course.length.steps, 1.0));
        const StepResult result = course.trainer.step(*data.training, course.order.batch(step), rate);
        loss = step == 0 ? result.loss : kLossMemory * loss + (1 - kLossMemory) * result.loss;
        ++step;
        seconds += secondsSince(started);
        reporter.setUpdate(static_cast<int>(step));
        if (step % kMeasureEvery == 0 && data.heldOut)
            course.heldOutLoss = course.trainer.meanLoss(*data.heldOut, kProbeRows);
        if (step % kReportEvery == 0) {
            reporter.update(report(course, result, rate));
            course.reported = course.progress;
        }
        if (seconds - course.savedAt > kSaveEverySeconds || m_checkpointAsked.exchange(false)) {
            saveState(course, reporter);
        }
    }
}

LanguageModelFacts factsOf(const FitLanguageModelConfig& config, const FitData& data) {
    LanguageModelFacts facts{.config = config, .files = data.files};
    facts.trainingDocuments = data.trainingDocuments;
    facts.heldOutDocuments = data.heldOutDocuments;
    facts.trainingTokens = data.training->tokens();
    if (data.heldOut) {
        facts.heldOutTokens = data.heldOut->tokens();
        facts.unigramPerplexity =
            unigramPerplexity(data.training->allTargets(), data.heldOut->allTargets(), data.tokenizer->size());
    }
    return facts;
}

UpdateReport finalReport(const LanguageModelFacts& facts) {
    UpdateReport report{.update = static_cast<int>(facts.steps), .totalUpdates = static_cast<int>(facts.steps)};
    report.metrics[metric::kFitLoss] = facts.trainingLoss;
    if (facts.heldOutTokens > 0) {
        report.metrics[metric::kFitHeldOutPerplexity] = facts.heldOutPerplexity;
        report.metrics[metric::kFitUnigramPerplexity] = facts.unigramPerplexity;
    }
    return report;
}

void LanguageModelSession::finish(Course& course, const FitData& data, RunReporter& reporter) const {
    reporter.phase("Measuring and saving");
    const CausalLm& model = course.trainer.model();
    LanguageModelFacts facts = factsOf(m_setup.config, data);
    facts.parameters = model.parameters().elements();
    facts.steps = course.progress.step;
    facts.seconds = course.progress.seconds;
    facts.device = deviceName(model.device());
    facts.trainingLoss = course.progress.loss;
    if (data.heldOut) facts.heldOutPerplexity = std::exp(course.trainer.meanLoss(*data.heldOut));
    course.trainer.divideLogits(m_setup.config.savedTemperature);
    roundTo(m_setup.config.savedWeights, model.parameters());  // what the file will hold is what is measured
    if (data.heldOut) facts.savedPerplexity = std::exp(course.trainer.meanLoss(*data.heldOut));
    auto staged = StagedFolder::create(m_setup.output).orThrow();
    model.save(staged.path(), dataTypeOf(m_setup.config.savedWeights));
    copyTokenizerFiles(data.tokenizerFolder, staged.path());
    writeLanguageModelCard(staged.path(), facts).orThrow();
    staged.commit().orThrow();
    std::error_code code;
    std::filesystem::remove_all(stateFolder(), code);
    reporter.update(finalReport(facts));
}

TrainingOutcome LanguageModelSession::runOrThrow(const std::stop_token& stop, RunReporter& reporter) {
    setThreads(m_setup.config.machine.threads);
    FitLanguageModelConfig config = m_setup.config;
    Documents documents = readDocuments(m_setup.texts, config.textColumn).orThrow();
    const std::string belongsTo = sha256(configHash(fieldsOf(config)) + hashOf(documents.files));
    const FitData data = prepare(belongsTo, std::move(documents), reporter);
    Course course = begin(data, belongsTo);
    reporter.phase(course.progress.step > 0 ? "Resuming" : "Training");
    const bool done = train(course, data, stop, reporter);
    if (done) {
        finish(course, data, reporter);
    } else {
        saveState(course, reporter);
    }
    return {.end = done ? TrainingEnd::Finished : TrainingEnd::Stopped,
            .update = static_cast<int>(course.progress.step),
            .checkpoint = done ? m_setup.output : stateFolder()};
}

}  // namespace

Result<std::unique_ptr<TrainingSession>> makeLanguageModelSession(const FitLanguageModelSetup& setup) {
    const auto& config = setup.config;
    if (setup.texts.empty()) return invalidInput("Name at least one text file.");
    if (std::filesystem::exists(setup.output)) {
        return invalidInput("The output " + setup.output.string() + " exists; choose another or remove it.");
    }
    if (config.hidden % config.heads != 0) {
        return invalidInput("The hidden size " + std::to_string(config.hidden) + " is not a multiple of the " +
                            std::to_string(config.heads) + " heads; change one of them.");
    }
    if (config.rowTokens > config.contextTokens) {
        return invalidInput("Rows of " + std::to_string(config.rowTokens) + " tokens do not fit the context of " +
                            std::to_string(config.contextTokens) + "; make the context at least as long.");
    }
    return std::unique_ptr<TrainingSession>(std::make_unique<LanguageModelSession>(setup));
}

}  // namespace detox
