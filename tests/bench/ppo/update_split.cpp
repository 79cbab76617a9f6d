// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ppo/update_split.h"

#include <string>

#include "core/api/metric_names.h"
#include "core/util/error.h"
#include "tests/bench/ppo/train_process.h"
#include "tests/support/temporary_folder.h"

namespace detox::bench {
namespace {

/// No held-out prompts, and queries and responses of one length.
std::vector<std::string> argumentsOf(const Workload& workload, const UpdateOptions& options,
                                     const std::filesystem::path& data) {
    const auto folder = [&](const char* part) { return (workload.world / part).string(); };
    std::vector<std::string> arguments{
        "train",      "--json",       "--data-dir",     data.string(), "--model",
        folder("lm"), "--classifier", folder("reward"), "--prompts",   folder("prompts/train.jsonl")};
    const auto number = [&](const char* flag, int value) {
        arguments.emplace_back(flag);
        arguments.push_back(std::to_string(value));
    };
    number("--probe-prompts", 0);
    number("--test-prompts", 0);
    for (const char* flag : {"--min-prompt-tokens", "--max-prompt-tokens"}) number(flag, workload.promptTokens);
    for (const char* flag : {"--min-response-tokens", "--max-response-tokens", "--min-new-tokens"}) {
        number(flag, workload.newTokens);
    }
    number("--batch-size", workload.batchSize);
    number("--minibatch-size", workload.minibatchSize);
    number("--ppo-epochs", workload.ppoEpochs);
    number("--updates", options.updates);
    number("--checkpoint-every", options.updates);
    number("--threads", options.threads);
    return arguments;
}

struct Stage {
    const char* name;
    const char* metric;
    SecondsOf bound;
};

Tries triesOf(const TrainedRun& run, const char* metric) {
    Tries tries;
    for (const TrainedUpdate& update : run.updates) tries.add(update.metrics.at(metric), update.use);
    return tries;
}

/// What is in no stage: drawing the queries, and the copies to which a stopped update goes back.
Tries restOf(const TrainedRun& run, const std::vector<Stage>& stages) {
    Tries tries;
    for (const TrainedUpdate& update : run.updates) {
        double rest = update.metrics.at(metric::kUpdateSeconds);
        for (const Stage& stage : stages) rest -= update.metrics.at(stage.metric);
        tries.add(rest, update.use);
    }
    return tries;
}

}  // namespace

std::vector<Figure> measureUpdates(const Workload& workload, const UpdateOptions& options) {
    const TemporaryFolder folder;
    const TrainedRun run =
        runTraining(options.detox, argumentsOf(workload, options, folder.path()), folder / "training.log");
    if (run.updates.empty()) throw internalError("detox train printed no update.");
    const int rows = workload.batchSize;
    const std::vector<Stage> stages{
        {"update: generate", metric::kGenerateSeconds, [=](const Bounds& bounds) { return bounds.decode(rows); }},
        {"update: score", metric::kScoreSeconds, [=](const Bounds& bounds) { return bounds.score(rows); }},
        {"update: forward pass", metric::kForwardSeconds, &Bounds::forwardPass},
        {"update: optimise", metric::kOptimizeSeconds, &Bounds::optimise}};
    std::vector<Figure> figures;
    for (const Stage& stage : stages) {
        figures.push_back(secondsFigure(stage.name, triesOf(run, stage.metric), stage.bound));
    }
    figures.push_back(secondsFigure("update: other", restOf(run, stages), {}));
    figures.push_back(secondsFigure("update", triesOf(run, metric::kUpdateSeconds), &Bounds::update));
    Figure memory = figures.back();  // the same tries
    memory.name = "peak memory";
    memory.unit = "MB";
    memory.value = run.peakBytes * 1e-6;
    memory.boundOf = [](const Bounds& bounds) { return bounds.memory() * 1e-6; };
    figures.push_back(memory);
    return figures;
}

}  // namespace detox::bench
