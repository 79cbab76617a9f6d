// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/api/engine.h"
#include "core/checkpoint/manifest.h"
#include "core/training/ppo_session.h"
#include "core/util/staged_folder.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"
#include "tests/support/tiny_models.h"
#include "tests/unit/training/recording_observer.h"

namespace detox {

/// Keeps what a run records; `failure` is returned instead when set.
class MemorySink final : public RunSink {
public:
    Result<void> recordUpdate(const UpdateReport& report) override {
        if (failure) return *failure;
        updates.push_back(report);
        return {};
    }
    Result<void> recordProbe(const ProbeReport& report) override {
        probes.push_back(report);
        return {};
    }
    Result<void> recordEvent(const TrainingEvent& event) override {
        events.push_back(event);
        return {};
    }

    std::vector<UpdateReport> updates;
    std::vector<ProbeReport> probes;
    std::vector<TrainingEvent> events;
    std::optional<Error> failure;
};

/// Checkpoints as ROOT/update-N with a manifest.
class FolderCheckpoints final : public CheckpointSink {
public:
    explicit FolderCheckpoints(std::filesystem::path root) : m_root(std::move(root)) {}

    Result<std::unique_ptr<CheckpointWriter>> begin(int update, bool) override {
        if (failure) return *failure;
        auto staged = StagedFolder::create(at(update));
        if (!staged) return staged.error();
        written.push_back(update);
        return std::unique_ptr<CheckpointWriter>(std::make_unique<Writer>(std::move(*staged)));
    }
    std::optional<std::size_t> freeBytes() const override { return free; }
    [[nodiscard]] std::filesystem::path at(int update) const { return m_root / ("update-" + std::to_string(update)); }

    std::vector<int> written;
    std::optional<Error> failure;
    std::optional<std::size_t> free;

private:
    class Writer final : public CheckpointWriter {
    public:
        explicit Writer(StagedFolder staged) : m_staged(std::move(staged)) {}
        const std::filesystem::path& folder() const override { return m_staged.path(); }
        Result<std::filesystem::path> commit() override {
            if (auto made = writeManifest(m_staged.path()); !made) return made.error();
            if (auto committed = m_staged.commit(); !committed) return committed.error();
            return m_staged.target();
        }

    private:
        StagedFolder m_staged;
    };

    std::filesystem::path m_root;
};

/// Tiny models and prompts on disk, shared by the tests of a program.
class TinyWorld {
public:
    TinyWorld() {
        writeTinyGptNeo(model());
        writeTinyRoberta(classifier());
        writeTinyRoberta(judge(), {.hidden = 8, .seed = 3});
        writeTinyPrompts(prompts(), 40);
    }
    [[nodiscard]] std::filesystem::path model() const { return m_folder / "model"; }
    [[nodiscard]] std::filesystem::path classifier() const { return m_folder / "classifier"; }
    [[nodiscard]] std::filesystem::path judge() const { return m_folder / "judge"; }
    [[nodiscard]] std::filesystem::path prompts() const { return m_folder / "prompts.jsonl"; }

private:
    TemporaryFolder m_folder;
};

inline const TinyWorld& tinyWorld() {
    static const TinyWorld world;
    return world;
}

/// A run of six updates with everything on that has state.
inline PpoSetup tinySetup() {
    const TinyWorld& world = tinyWorld();
    PpoSetup setup;
    setup.folders = {world.model(), world.classifier(), world.judge(), world.prompts()};
    RunConfig& config = setup.config;
    config.models = {world.model(), world.classifier(), world.judge()};
    config.prompts.promptFile = world.prompts();
    config.prompts.minPromptTokens = 4;
    config.prompts.maxPromptTokens = 7;
    config.prompts.probePrompts = 4;
    config.prompts.testPrompts = 6;
    config.generation.length = {.minResponseTokens = 4, .maxResponseTokens = 6};
    config.ppo.updates = 6;
    config.ppo.batchSize = 4;
    config.ppo.minibatchSize = 2;
    config.ppo.ppoEpochs = 2;
    config.ppo.learningRate = 1e-3;
    config.reward.scaleScores = true;
    config.reward.normaliseScores = true;
    config.checkpoints = {.checkpointEvery = 2, .probeEvery = 3};
    config.machine.threads = 1;
    config.seed = 11;
    return setup;
}

/// One run with its own sinks.
struct TinyRun {
    explicit TinyRun(PpoSetup wanted = tinySetup()) : setup(std::move(wanted)) {
        setup.sink = &sink;
        setup.checkpoints = &checkpoints;
        session = makePpoSession(setup, lease).orThrow();
    }
    Result<TrainingOutcome> go() { return session->run(stop.get_token(), observer); }

    TemporaryFolder folder;
    MemorySink sink;
    FolderCheckpoints checkpoints{folder.path()};
    RecordingObserver observer;
    std::stop_source stop;
    ComputeLease lease;
    PpoSetup setup;
    std::unique_ptr<TrainingSession> session;
};

/// The numbers that do not depend on the clock.
inline std::map<std::string, double> timelessMetrics(const UpdateReport& report) {
    auto metrics = report.metrics;
    std::erase_if(metrics, [](const auto& metric) { return metric.first.starts_with("time/"); });
    return metrics;
}

/// Responses in order: the text of an update.
inline std::vector<std::string> responsesOf(const UpdateReport& report) {
    std::vector<std::string> texts;
    for (const auto& sample : report.samples) texts.push_back(sample.prompt + "|" + sample.response);
    return texts;
}

/// The first file of two checkpoints that is missing or has other bytes; empty when they are equal.
inline std::string firstDifference(const std::filesystem::path& left, const std::filesystem::path& right) {
    for (const char* name : {"model.safetensors", "config.json", "vocab.json", "trainer/optimiser.safetensors",
                             "trainer/value_head.safetensors", "trainer/state.json"}) {
        const std::string bytes = readText(left / name);
        if (bytes.empty()) return std::string(name) + " is missing";
        if (bytes != readText(right / name)) return std::string(name) + " differs";
    }
    return {};
}

}  // namespace detox
