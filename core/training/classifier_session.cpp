// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/classifier_session.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <iterator>
#include <optional>
#include <utility>

#include "core/api/metric_names.h"
#include "core/config/config_json.h"
#include "core/models/compute_facts.h"
#include "core/models/engine_errors.h"
#include "core/models/weight_types.h"
#include "core/text/sentencepiece_trainer.h"
#include "core/training/classifier_card.h"
#include "core/training/classifier_trainer.h"
#include "core/training/fit_state.h"
#include "core/training/pause_gate.h"
#include "core/training/run_reporter.h"
#include "core/training/schedule.h"
#include "core/util/files.h"
#include "core/util/sha256.h"
#include "core/util/staged_folder.h"

namespace detox {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kReportEvery = 20;  ///< steps
constexpr double kSaveEverySeconds = 120;
constexpr double kLossMemory = 0.98;  ///< of the running mean

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Texts as the classifier meets them.
struct ClassifierData {
    LabelledTexts texts;
    std::string tokenizerModel;
    std::unique_ptr<Tokenizer> tokenizer;
    MaskingRule masking;
    std::vector<std::string> unlabelled;
    std::vector<ClassifierRow> pretraining;  ///< training and unlabelled texts; empty without pretraining
    std::vector<ClassifierRow> training;
    std::vector<ClassifierRow> development;
    std::vector<ClassifierRow> heldOut;
};

/// One of the two courses: guessing hidden tokens, or the labels.
enum class Task { HiddenTokens, Labels };

struct Course {
    Task task = Task::Labels;
    FitStateFolder state;
    CourseLength length;
    FitProgress progress;
    FitProgress reported;
    double savedAt = 0;  ///< seconds
    double rate = 0;
    double gradientNorm = 0;
    std::int64_t tokens = 0;  ///< seen since the last report
};

const std::vector<ClassifierRow>& rowsOf(Task task, const ClassifierData& data) {
    return task == Task::HiddenTokens ? data.pretraining : data.training;
}

class ClassifierSession final : public TrainingSession {
public:
    explicit ClassifierSession(const FitClassifierSetup& setup) : m_setup(setup), m_config(m_setup.config) {}

    Result<TrainingOutcome> run(std::stop_token stop, TrainingObserver& observer) override {
        return engineResult([&] { return runOrThrow(stop, observer); });
    }
    void setPaused(bool paused) noexcept override { m_gate.setPaused(paused); }
    void requestCheckpoint() noexcept override { m_checkpointAsked = true; }

private:
    TrainingOutcome runOrThrow(const std::stop_token& stop, TrainingObserver& observer);
    ClassifierData prepare(LabelledTexts texts, Documents unlabelled, RunReporter& reporter) const;
    std::string tokenizerModel(const ClassifierData& data) const;
    ClassifierTrainer makeTrainer(const ClassifierData& data) const;
    Course beginCourse(Task task, const ClassifierData& data) const;
    bool restore(Course& course, ClassifierTrainer& trainer) const;
    /// True when the course is done, false when it was stopped.
    bool train(Course& course, ClassifierTrainer& trainer, const ClassifierData& data, const std::stop_token& stop,
               RunReporter& reporter);
    void oneStep(Course& course, ClassifierTrainer& trainer, const ClassifierData& data, BatchPlan& plan) const;
    void saveState(Course& course, const ClassifierTrainer& trainer, RunReporter& reporter) const;
    void report(Course& course, RunReporter& reporter) const;
    void finish(ClassifierTrainer& trainer, const ClassifierData& data, const std::vector<Course>& courses,
                RunReporter& reporter) const;

    [[nodiscard]] std::filesystem::path stateFolder() const { return m_setup.output.string() + ".state"; }
    [[nodiscard]] std::uint64_t seed() const { return static_cast<std::uint64_t>(m_config.seed); }

    const FitClassifierSetup m_setup;
    const FitClassifierConfig& m_config;
    std::string m_belongsTo;  ///< hash of settings and data
    PauseGate m_gate;
    std::atomic<bool> m_checkpointAsked = false;
};

std::string ClassifierSession::tokenizerModel(const ClassifierData& data) const {
    if (!m_setup.tokenizer.empty()) return readFile(m_setup.tokenizer).orThrow();
    std::vector<std::string> sentences = data.unlabelled;
    for (const LabelledText& text : data.texts.training) sentences.push_back(text.text);
    const auto normalisation = m_config.foldCase ? PieceNormalisation::FoldCase : PieceNormalisation::Identity;
    return trainSentencePiece(sentences, m_config.vocabulary, normalisation).orThrow();
}

ClassifierData ClassifierSession::prepare(LabelledTexts texts, Documents unlabelled, RunReporter& reporter) const {
    ClassifierData data{.texts = std::move(texts), .unlabelled = std::move(unlabelled.texts)};
    std::ranges::move(unlabelled.files, std::back_inserter(data.texts.files));
    reporter.phase("Making the vocabulary");
    const auto folder = stateFolder() / ("tokenizer-" + m_belongsTo.substr(0, 12));
    if (!std::filesystem::exists(folder)) {
        createDirectories(stateFolder()).orThrow();
        auto staged = StagedFolder::create(folder).orThrow();
        writeTokenizerFiles(staged.path(), tokenizerModel(data), TokenizerUse::Classifier, m_config.maxTokens)
            .orThrow();
        staged.commit().orThrow();
    }
    data.tokenizerModel = readFile(folder / "tokenizer.model").orThrow();
    data.tokenizer = loadTokenizer(folder, Json{{"model_type", "roberta"}}).orThrow();
    data.masking = maskingRule(*data.tokenizer, seed());
    reporter.phase("Reading the texts");
    data.training = encodeRows(data.texts.training, *data.tokenizer, m_config.maxTokens);
    data.development = encodeRows(data.texts.development, *data.tokenizer, m_config.maxTokens);
    data.heldOut = encodeRows(data.texts.heldOut, *data.tokenizer, m_config.maxTokens);
    if (m_config.pretrainEpochs > 0) {
        data.pretraining = data.training;
        std::ranges::move(encodeRows(data.unlabelled, *data.tokenizer, m_config.maxTokens),
                          std::back_inserter(data.pretraining));
    }
    return data;
}

ClassifierTrainer ClassifierSession::makeTrainer(const ClassifierData& data) const {
    const Tokenizer& tokenizer = *data.tokenizer;
    if (!tokenizer.bos() || !tokenizer.eos() || !tokenizer.pad()) {
        throw invalidInput("The sentencepiece model lacks <s>, </s> or <pad>; let the program make one.");
    }
    const EncoderConfig config = robertaConfig({.vocabulary = tokenizer.size(),
                                                .hidden = m_config.hidden,
                                                .layers = m_config.layers,
                                                .heads = m_config.heads,
                                                .maxTokens = m_config.maxTokens,
                                                .bos = *tokenizer.bos(),
                                                .eos = *tokenizer.eos(),
                                                .pad = *tokenizer.pad(),
                                                .dropout = m_config.dropout,
                                                .labels = {m_config.neutralName, m_config.toxicName}});
    SequenceClassifier model(config, seed());
    model.moveTo(computeDevice(m_config.machine.device));
    return {model,
            {.optimiser = {.weightDecay = m_config.optimiser.weightDecay},
             .maxGradNorm = m_config.optimiser.maxGradNorm,
             .seed = seed(),
             .hideShare = m_config.hideShare}};
}

Course ClassifierSession::beginCourse(Task task, const ClassifierData& data) const {
    const BatchPlan plan(rowsOf(task, data), m_config.optimiser.batchSize, seed());
    const bool hidden = task == Task::HiddenTokens;
    const double epochs = hidden ? m_config.pretrainEpochs : m_config.epochs;
    const double share = epochs / (m_config.pretrainEpochs + m_config.epochs);
    return {.task = task,
            .state = FitStateFolder(stateFolder() / (hidden ? "hidden-tokens" : "labels"), m_belongsTo),
            .length = {.steps = std::ceil(epochs * static_cast<double>(plan.batchesPerEpoch())),
                       .seconds = m_config.maxMinutes * 60 * share},
            .progress = {},
            .reported = {}};
}

bool ClassifierSession::restore(Course& course, ClassifierTrainer& trainer) const {
    const auto restored = course.state.restore(trainer.model().parameters().all(), trainer.optimiser()).orThrow();
    if (!restored) return false;
    course.progress = course.reported = *restored;
    course.savedAt = restored->seconds;
    return true;
}

void ClassifierSession::report(Course& course, RunReporter& reporter) const {
    const FitProgress& now = course.progress;
    const double share = course.length.progress(static_cast<double>(now.step), now.seconds);
    const auto total = std::lround(static_cast<double>(now.step) / std::max(share, 1e-9));
    reporter.phase(course.task == Task::HiddenTokens ? "Pretraining on hidden tokens" : "Training on labels",
                   static_cast<int>(now.step), static_cast<int>(total));
    UpdateReport out;
    out.update = static_cast<int>(now.step);
    out.totalUpdates = static_cast<int>(total);
    out.seconds = now.seconds - course.reported.seconds;
    out.metrics = {{metric::kFitLoss, now.loss},
                   {metric::kFitLearningRate, course.rate},
                   {metric::kFitGradNorm, course.gradientNorm},
                   {metric::kTokensPerSecond, static_cast<double>(course.tokens) / std::max(out.seconds, 1e-9)}};
    reporter.update(std::move(out));
    course.reported = now;
    course.tokens = 0;
}

void ClassifierSession::saveState(Course& course, const ClassifierTrainer& trainer, RunReporter& reporter) const {
    course.state.save(course.progress, trainer.model().parameters().all(), trainer.optimiser()).orThrow();
    course.savedAt = course.progress.seconds;
    reporter.checkpoint(course.state.root());
}

void ClassifierSession::oneStep(Course& course, ClassifierTrainer& trainer, const ClassifierData& data,
                                BatchPlan& plan) const {
    auto& [step, seconds, loss] = course.progress;
    const auto started = Clock::now();
    const WarmupCosine schedule{m_config.optimiser.learningRate, m_config.optimiser.warmupShare};
    const double share = course.length.progress(static_cast<double>(step), seconds);
    course.rate = schedule.rate(share + 1.0 / std::max(course.length.steps, 1.0));
    const auto& rows = rowsOf(course.task, data);
    const auto& batch = plan.batch(step);
    const ClassifierStep result = course.task == Task::Labels
                                      ? trainer.fitLabels(rows, batch, data.masking, step, course.rate)
                                      : trainer.fitHiddenTokens(rows, batch, data.masking, step, course.rate);
    loss = step == 0 ? result.loss : kLossMemory * loss + (1 - kLossMemory) * result.loss;
    course.gradientNorm = result.gradientNorm;
    for (const std::size_t row : batch) course.tokens += std::ssize(rows[row].ids);
    ++step;
    seconds += secondsSince(started);
}

bool ClassifierSession::train(Course& course, ClassifierTrainer& trainer, const ClassifierData& data,
                              const std::stop_token& stop, RunReporter& reporter) {
    BatchPlan plan(rowsOf(course.task, data), m_config.optimiser.batchSize, seed());
    for (;;) {
        const FitProgress& now = course.progress;
        if (course.length.progress(static_cast<double>(now.step), now.seconds) >= 1.0) return true;
        m_gate.waitWhilePaused(stop);
        if (stop.stop_requested()) return false;
        oneStep(course, trainer, data, plan);
        reporter.setUpdate(static_cast<int>(now.step));
        if (now.step % kReportEvery == 0) report(course, reporter);
        if (now.seconds - course.savedAt > kSaveEverySeconds || m_checkpointAsked.exchange(false)) {
            saveState(course, trainer, reporter);
        }
    }
}

ClassifierFacts factsOf(const FitClassifierConfig& config, const ClassifierData& data,
                        const std::vector<Course>& courses) {
    ClassifierFacts facts{.config = config, .files = data.texts.files};
    facts.trainingTexts = std::ssize(data.texts.training);
    facts.toxicTrainingTexts = std::ranges::count_if(data.texts.training, &LabelledText::toxic);
    facts.skippedRows = data.texts.skipped;
    facts.repeatedRows = data.texts.repeated;
    facts.pretrainingTexts = std::ssize(data.unlabelled);
    facts.publishedSplit = data.texts.publishedSplit;
    for (const Course& course : courses) {
        (course.task == Task::Labels ? facts.steps : facts.pretrainingSteps) = course.progress.step;
        facts.seconds += course.progress.seconds;
        facts.trainingLoss = course.progress.loss;
    }
    return facts;
}

/// Sets the temperature that the development texts ask for, and measures.
void calibrateAndMeasure(ClassifierTrainer& trainer, const ClassifierData& data, WeightType saved,
                         ClassifierFacts& facts) {
    facts.uncalibratedError = reliabilityOf(scoresAt(trainer.margins(data.heldOut))).calibrationError;
    facts.temperature = fitTemperature(trainer.margins(data.development));
    facts.calibrationTexts = static_cast<int>(data.development.size());
    trainer.setTemperature(facts.temperature);
    roundTo(saved, trainer.model().parameters());  // what the file will hold is what is measured
    const auto scores = scoresAt(trainer.margins(data.heldOut));
    facts.heldOut = classificationMetrics(scores);
    facts.reliability = reliabilityOf(scores);
}

void ClassifierSession::finish(ClassifierTrainer& trainer, const ClassifierData& data,
                               const std::vector<Course>& courses, RunReporter& reporter) const {
    reporter.phase("Measuring and saving");
    ClassifierFacts facts = factsOf(m_config, data, courses);
    facts.parameters = trainer.model().parameters().elements();
    facts.device = deviceName(trainer.model().device());
    calibrateAndMeasure(trainer, data, m_config.savedWeights, facts);
    auto staged = StagedFolder::create(m_setup.output).orThrow();
    trainer.model().save(staged.path(), dataTypeOf(m_config.savedWeights));
    writeTokenizerFiles(staged.path(), data.tokenizerModel, TokenizerUse::Classifier, m_config.maxTokens).orThrow();
    writeClassifierCard(staged.path(), facts).orThrow();
    staged.commit().orThrow();
    std::error_code code;
    std::filesystem::remove_all(stateFolder(), code);
}

TrainingOutcome ClassifierSession::runOrThrow(const std::stop_token& stop, TrainingObserver& observer) {
    setThreads(m_config.machine.threads);
    RunReporter reporter(observer, nullptr);
    LabelledTexts texts = readLabelledTexts(m_setup.tables, m_config).orThrow();
    if (texts.skipped > 0) reporter.note("Rows were left out. " + texts.firstSkipped);
    FitClassifierConfig config = m_config;
    Documents unlabelled;
    if (!m_setup.texts.empty()) unlabelled = readDocuments(m_setup.texts).orThrow();
    std::string sources = configHash(fieldsOf(config)) + hashOf(texts.files) + hashOf(unlabelled.files);
    if (!m_setup.tokenizer.empty()) sources += sha256OfFile(m_setup.tokenizer).orThrow();
    m_belongsTo = sha256(sources);
    const ClassifierData data = prepare(std::move(texts), std::move(unlabelled), reporter);

    ClassifierTrainer trainer = makeTrainer(data);
    std::vector<Course> courses;
    if (m_config.pretrainEpochs > 0) courses.push_back(beginCourse(Task::HiddenTokens, data));
    courses.push_back(beginCourse(Task::Labels, data));
    for (Course& course : courses) {
        if (!restore(course, trainer)) trainer.resetOptimiser();
        const bool done = train(course, trainer, data, stop, reporter);
        const bool isLast = &course == &courses.back();
        if (!done || !isLast) saveState(course, trainer, reporter);
        if (!done) return {TrainingEnd::Stopped, static_cast<int>(course.progress.step), stateFolder(), {}, {}};
    }
    finish(trainer, data, courses, reporter);
    return {TrainingEnd::Finished, static_cast<int>(courses.back().progress.step), m_setup.output, {}, {}};
}

}  // namespace

Result<std::unique_ptr<TrainingSession>> makeClassifierSession(const FitClassifierSetup& setup) {
    const auto& config = setup.config;
    if (setup.tables.empty()) return invalidInput("Name at least one table of labelled texts.");
    if (std::filesystem::exists(setup.output)) {
        return invalidInput("The output " + setup.output.string() + " exists; choose another or remove it.");
    }
    if (!setup.texts.empty() && config.pretrainEpochs == 0) {
        return invalidInput("Unlabelled texts serve pretraining only; set the pretraining epochs above 0.");
    }
    if (config.hidden % config.heads != 0) {
        return invalidInput("The hidden size " + std::to_string(config.hidden) + " is not a multiple of the " +
                            std::to_string(config.heads) + " heads; change one of them.");
    }
    return std::unique_ptr<TrainingSession>(std::make_unique<ClassifierSession>(setup));
}

}  // namespace detox
