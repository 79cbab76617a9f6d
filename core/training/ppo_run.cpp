// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/ppo_run.h"

#include <utility>

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>

#include "core/api/metric_names.h"
#include "core/generation/batch_decoder.h"
#include "core/hub/hub_cache.h"
#include "core/ppo/potentials.h"
#include "core/training/ppo_checkpoint.h"
#include "core/training/stage_clock.h"
#include "core/util/files.h"

namespace detox {
namespace {

std::uint64_t seedOf(const PpoSetup& setup) {
    return static_cast<std::uint64_t>(setup.config.seed);
}

TokenRows idsOf(const std::vector<Query>& queries) {
    TokenRows rows;
    for (const auto& query : queries) rows.push_back(query.ids);
    return rows;
}

ResponseModelOptions policyOptions(const PpoConfig& config) {
    return {.valueGradient = config.valueHeadAlone ? ValueGradient::HeadAlone : ValueGradient::HeadAndModel,
            .sharedLayers = config.sharedLayers,
            .activations = config.gradientCheckpointing ? Activations::Recomputed : Activations::Kept};
}

PromptSet loadPrompts(const PpoSetup& setup, RunReporter& reporter) {
    reporter.phase("Reading the prompts");
    PromptSet prompts = loadPromptSet(setup.folders.prompts, setup.config.prompts).orThrow();
    reporter.note(prompts.summary());
    return prompts;
}

void requireRoom(const CausalLm& policy, const RunConfig& config) {
    const std::int64_t longest = config.prompts.maxPromptTokens + config.generation.length.maxResponseTokens;
    if (longest <= policy.config().positions) return;
    throw invalidInput("A prompt of " + std::to_string(config.prompts.maxPromptTokens) + " and a response of " +
                       std::to_string(config.generation.length.maxResponseTokens) + " tokens do not fit the model's " +
                       std::to_string(policy.config().positions) + " positions. Choose shorter lengths.");
}

/// The policy before training, as PEFT and this program find it: a hub id or a whole path.
std::string baseName(const PpoSetup& setup) {
    const std::string& name = setup.config.models.model;
    if (looksLikeHubId(name) && !isThere(name)) return name;
    return std::filesystem::absolute(setup.folders.model).lexically_normal().string();
}

/// The numbers of setup.resumeFrom. Other adapters than its own would make its policy another model.
PpoState stateToResume(const PpoSetup& setup) {
    PpoState state = openPpoCheckpoint(setup.resumeFrom);
    const LoraConfig& before = state.config.lora;
    LoraConfig now = setup.config.lora;
    now.loraDropout = before.loraDropout;
    if (now == before) return state;
    throw invalidInput("loraRank, loraAlpha and loraTargets belong to the weights of " + setup.resumeFrom.string() +
                       " and cannot be changed when it is resumed. Start a new run from it instead.");
}

std::size_t bytesOf(const std::vector<NamedTensor>& tensors) {
    std::size_t bytes = 0;
    for (const auto& named : tensors) bytes += named.tensor.nbytes();
    return bytes;
}

std::string kilobytes(std::size_t bytes) {
    return std::to_string((bytes + 999) / 1000) + " kB";
}

/// The newest checkpoint is complete before the one before it loses its trainer state: two must fit.
void requireDisk(const CheckpointSink* checkpoints, std::size_t bytes) {
    const auto free = checkpoints == nullptr ? std::nullopt : checkpoints->freeBytes();
    if (!free || *free / 2 >= bytes) return;
    throw Error(ErrorKind::DiskFull, "Two checkpoints of " + kilobytes(bytes) + " must fit, but the disk of the data " +
                                         "folder has " + kilobytes(*free) +
                                         " free. Free some space or choose another data folder.");
}

at::Tensor perSequence(const std::vector<double>& values) {
    return at::tensor(values, at::kDouble).to(at::kFloat);
}

bool isMultiple(int update, int every) {
    return every > 0 && update % every == 0;
}

}  // namespace

PpoRun::PpoRun(const PpoSetup& setup, RunReporter& reporter, StepCheck check)
    : m_setup(setup),
      m_reporter(reporter),
      m_check(std::move(check)),
      m_state(setup.resumeFrom.empty() ? PpoState{} : stateToResume(setup)),
      m_prompts(loadPrompts(setup, reporter)),
      m_models(loadPpoModels(setup, reporter, m_check)),
      m_measuring(m_models, m_prompts, setup.config),
      m_sampler(m_prompts.train, *m_models.tokenizer, setup.config.prompts, seedOf(setup)),
      m_policy(m_models.policy, m_models.valueHead, policyOptions(setup.config.ppo)),
      m_reference(m_models.reference, std::nullopt, {.sharedLayers = setup.config.ppo.sharedLayers}),
      m_ppo(setup.config.ppo, {m_policy, m_reference}, endToken(m_models.policy)),
      m_order(seedOf(setup)),
      m_normaliser(setup.config.reward),
      m_weights(m_ppo.parameters()),
      m_moments(m_ppo.moments()) {
    requireRoom(m_models.policy, setup.config);
    requireDisk(setup.checkpoints, bytesOf(m_models.policy.parameters().all()) +
                                       bytesOf(m_models.policy.adapters().parameters.all()) + bytesOf(m_ppo.moments()));
    if (!setup.resumeFrom.empty()) resume();
    m_state.config = setup.config;
    m_state.numbers = m_ppo.numbers();
    m_state.scoreMoments = m_normaliser.moments();
    m_reporter.setUpdate(m_state.update);
}

void PpoRun::resume() {
    m_reporter.phase("Resuming");
    describeChanges(m_state.config);
    readMoments(m_setup.resumeFrom, m_ppo.moments());
    m_ppo.setNumbers(m_state.numbers);
    m_normaliser.setMoments(m_state.scoreMoments);
    m_moments.take();
    m_savedUpdate = m_state.update;
    m_lastCheckpoint = m_setup.resumeFrom;
}

void PpoRun::describeChanges(const RunConfig& before) {
    RunConfig old = before;
    RunConfig now = m_setup.config;
    for (const auto& change : differences(fieldsOf(old), fieldsOf(now))) {
        m_reporter.note("Resumed with " + change.label + " " + change.right + " instead of " + change.left + ".");
    }
}

bool PpoRun::probeIsDue() const {
    return m_measuring.has(MeasuredSet::Probe) && m_state.probedUpdate < m_state.update &&
           isMultiple(m_state.update, m_setup.config.checkpoints.probeEvery);
}

bool PpoRun::checkpointIsDue() const {
    const int update = m_state.update;
    return update == 0 || finished() || isMultiple(update, m_setup.config.checkpoints.checkpointEvery);
}

Measured PpoRun::measured(MeasuredSet set, const char* phase) {
    m_reporter.phase(phase);
    Measured measured = m_measuring.measure(set, m_check);
    m_reporter.probe({.update = m_state.update,
                      .onTestPrompts = set == MeasuredSet::Test,
                      .measurement = measured.measurement,
                      .samples = measured.samples});
    return measured;
}

void PpoRun::measureBefore() {
    if (m_state.before || !m_measuring.has(MeasuredSet::Test)) return;
    m_state.before = measured(MeasuredSet::Test, "Measuring before training").measurement;
}

std::optional<Measurement> PpoRun::measureAfter() {
    if (!m_measuring.has(MeasuredSet::Test)) return std::nullopt;
    return measured(MeasuredSet::Test, "Measuring after training").measurement;
}

void PpoRun::probe() {
    (void)measured(MeasuredSet::Probe, "Measuring the probe prompts");
    m_state.probedUpdate = m_state.update;
}

UpdateReport PpoRun::nextUpdate() {
    StageClock clock;
    const int update = m_state.update + 1;
    const auto& config = m_setup.config;
    // 1. collectRollouts
    m_reporter.phase("Writing responses");
    const auto queries = m_sampler.batch(update, config.ppo.batchSize);
    const RandomAddress address{.seed = seedOf(m_setup), .update = static_cast<std::uint32_t>(update)};
    clock.begin(metric::kGenerateSeconds);
    const auto drawn = drawResponses(m_models.policy, queries, config.generation, address, m_check);
    clock.begin(metric::kForwardSeconds);
    Rollouts rollouts = m_ppo.collect(idsOf(queries), drawn.ids, m_check);
    // 2. scoreResponses
    clock.begin(metric::kScoreSeconds);
    const auto scored = scoreResponses(drawn.ids, *m_models.tokenizer, *m_models.classifier, config.reward);
    giveScores(rollouts, scored);
    givePotentials(rollouts);
    // 3. to 7. computeRewards, computeAdvantages, optimise, updateKl, report
    m_reporter.phase("Learning");
    clock.begin(metric::kOptimizeSeconds);
    const PpoReport ppo = m_ppo.improve(std::move(rollouts), m_order, update, m_check);
    clock.end();
    complete(update);
    m_alarms.look(ppo, scored, m_reporter);
    return describe({update, config.ppo.updates, clock, queries, drawn, scored, ppo});
}

void PpoRun::giveScores(Rollouts& rollouts, const ScoredResponses& scored) {
    rollouts.rawScores = perSequence(scored.scores);
    // Scores that are no numbers must not reach the running moments; the minibatches that hold them change nothing.
    rollouts.scores = allFinite(scored.scores) ? perSequence(m_normaliser.apply(scored.scores)) : rollouts.rawScores;
}

void PpoRun::givePotentials(Rollouts& rollouts) const {
    const RewardConfig& config = m_setup.config.reward;
    if (config.prefixWeight == 0) return;
    auto rows = scorePrefixes(rollouts.responses, *m_models.tokenizer, *m_models.classifier, config);
    for (auto& row : rows) row = m_normaliser.applyOnly(std::move(row));
    rollouts.potentials = prefixPotentials(rows, rollouts.mask.size(1)) * config.prefixWeight;
}

void PpoRun::complete(int update) {
    m_state.update = update;
    m_state.numbers = m_ppo.numbers();
    m_state.scoreMoments = m_normaliser.moments();
    m_weights.take();
    m_moments.take();
    m_reporter.setUpdate(update);
}

void PpoRun::takeBackUpdate() {
    m_weights.restore();
    m_moments.restore();
    m_ppo.setNumbers(m_state.numbers);
    m_normaliser.setMoments(m_state.scoreMoments);
}

void PpoRun::saveCheckpoint() {
    if (m_setup.checkpoints == nullptr || m_savedUpdate == m_state.update) return;
    m_reporter.phase("Writing a checkpoint");
    const PpoCheckpoint checkpoint{m_models.policy, m_models.valueHead, m_ppo.moments(), m_models.tokenizerFolder,
                                   baseName(m_setup)};
    m_reporter.withRoom([&] {
        const auto writer = m_setup.checkpoints->begin(m_state.update, true).orThrow();
        writePpoCheckpoint(writer->folder(), checkpoint, m_state);
        m_lastCheckpoint = writer->commit().orThrow();
    });
    m_savedUpdate = m_state.update;
    m_reporter.checkpoint(m_lastCheckpoint);
}

}  // namespace detox
