// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/training_run.h"

#include <algorithm>

#include "app/cli/engine_access.h"
#include "app/cli/json_output.h"
#include "app/cli/measurement_table.h"
#include "app/cli/resume_timer.h"
#include "app/cli/terminal.h"
#include "core/checkpoint/manifest.h"

namespace detox::cli {
namespace fs = std::filesystem;

namespace {

/// Names that mean the same tomorrow and from another folder: what is stored with the run.
Result<void> makeNamesLast(ModelsConfig& models, PromptConfig& prompts, const RunStore& store) {
    for (std::string* name : {&models.model, &models.classifier, &models.judge}) {
        if (name->empty()) continue;
        auto lasting = lastingModelName(*name, store);
        if (!lasting) return lasting.error();
        *name = std::move(lasting).value();
    }
    prompts.promptFile = fs::absolute(promptFile(prompts.promptFile)).lexically_normal().string();
    return {};
}

Result<PpoFolders> resolve(const RunConfig& config, const RunStore& store) {
    PpoFolders folders;
    auto model = modelFolder(config.models.model, store);
    if (!model) return model.error();
    auto classifier = modelFolder(config.models.classifier, store);
    if (!classifier) return classifier.error();
    folders.model = *model;
    folders.classifier = *classifier;
    folders.judge = *classifier;
    folders.prompts = promptFile(config.prompts.promptFile);
    if (config.models.judge.empty()) {
        note(
            "No judge is chosen: the reward classifier measures its own work, so toxicity will look better than it "
            "is.");
        return folders;
    }
    auto judge = modelFolder(config.models.judge, store);
    if (!judge) return judge.error();
    folders.judge = *judge;
    return folders;
}

Result<CheckpointInfo> newestResumable(const RunStore& store, std::int64_t id) {
    auto checkpoints = store.checkpoints(id);
    if (!checkpoints) return checkpoints.error();
    const auto found = std::find_if(checkpoints->rbegin(), checkpoints->rend(),
                                    [](const CheckpointInfo& checkpoint) { return checkpoint.resumable; });
    if (found == checkpoints->rend()) {
        return notFound("Run " + std::to_string(id) + " has no checkpoint to resume from. Start it again.");
    }
    if (auto whole = verifyManifest(found->folder); !whole) return whole.error();
    return *found;
}

void printOutcome(const RunRecorder& recorder, const TrainingOutcome& outcome, ProgressOutput output) {
    if (output == ProgressOutput::Json) {
        return printJson({{"run", recorder.id()},
                          {"folder", recorder.folder().string()},
                          {"checkpoint", outcome.checkpoint.string()},
                          {"before", jsonOf(outcome.before)},
                          {"after", jsonOf(outcome.after)}});
    }
    printLine("Run " + std::to_string(recorder.id()) + " " +
              (outcome.end == TrainingEnd::Finished ? "finished" : "stopped") + " after update " +
              std::to_string(outcome.update) + ".");
    printLine("Checkpoint: " + outcome.checkpoint.string());
    print(measurementTable({"before", outcome.before}, {"after", outcome.after}));
}

/// How a failure is kept: in the run's list entry, or, when there is nothing to look at or to resume, not at all.
void recordFailure(RunStore& store, std::unique_ptr<RunRecorder> recorder, const Error& error) {
    const std::int64_t id = recorder->id();
    const RunState state = error.kind() == ErrorKind::Cancelled ? RunState::Stopped : RunState::Failed;
    if (auto written = recorder->finish(state, {}, {}, error.message()); !written) complain(written.error().message());
    recorder.reset();
    const auto checkpoints = store.checkpoints(id);
    if (!checkpoints || !checkpoints->empty()) return;
    if (auto removed = store.remove(id); !removed) complain(removed.error().message());
}

struct LiveRun {
    std::unique_ptr<RunRecorder> recorder;
    std::unique_ptr<TrainingSession> session;  ///< writes into the recorder
};

/// Runs the session to its end and writes down how it ended.
ExitCode conduct(RunStore& store, LiveRun run, ProgressOutput output, const StopSignal& stop) {
    ResumeTimer timer(*run.session);
    Progress progress(output, [&] { timer.start(); });
    auto outcome = run.session->run(stop.token(), progress);
    progress.end();
    timer.cancel();
    run.session.reset();
    if (!outcome) {
        recordFailure(store, std::move(run.recorder), outcome.error());
        return fail(outcome.error());
    }
    const bool finished = outcome->end == TrainingEnd::Finished;
    auto written =
        run.recorder->finish(finished ? RunState::Finished : RunState::Stopped, outcome->before, outcome->after, "");
    if (!written) return fail(written.error());
    printOutcome(*run.recorder, *outcome, output);
    return finished ? ExitCode::Done : ExitCode::Interrupted;
}

}  // namespace

ExitCode startRun(RunStore& store, const ChosenConfig& chosen, ProgressOutput output, const StopSignal& stop) {
    if (!store.readOnlyReason().empty()) return fail(Error(ErrorKind::Io, store.readOnlyReason()));
    PpoSetup setup{.config = chosen.config};
    if (auto lasting = makeNamesLast(setup.config.models, setup.config.prompts, store); !lasting) {
        return fail(lasting.error());
    }
    auto folders = resolve(setup.config, store);
    if (!folders) return fail(folders.error());
    setup.folders = *folders;
    auto engine = startEngine(setup.config.machine);
    if (!engine) return fail(engine.error());
    auto recorder = store.create(setup.config, chosen.preset);
    if (!recorder) return fail(recorder.error());
    setup.sink = recorder->get();
    setup.checkpoints = recorder->get();
    auto session = (*engine)->newPpoSession(setup);
    if (!session) {
        recordFailure(store, std::move(recorder).value(), session.error());
        return fail(session.error());
    }
    note("Run " + std::to_string((*recorder)->id()) + " in " + (*recorder)->folder().string());
    return conduct(store, {std::move(recorder).value(), std::move(session).value()}, output, stop);
}

ExitCode resumeRun(RunStore& store, std::int64_t id, ProgressOutput output, const StopSignal& stop) {
    auto details = store.run(id);
    if (!details) return fail(details.error());
    PpoSetup setup{.config = details->config};
    auto folders = resolve(setup.config, store);
    if (!folders) return fail(folders.error());
    setup.folders = *folders;
    auto checkpoint = newestResumable(store, id);
    if (!checkpoint) return fail(checkpoint.error());
    setup.resumeFrom = checkpoint->folder;
    auto engine = startEngine(setup.config.machine);
    if (!engine) return fail(engine.error());
    auto recorder = store.reopen(id, checkpoint->update);
    if (!recorder) return fail(recorder.error());
    setup.sink = recorder->get();
    setup.checkpoints = recorder->get();
    auto session = (*engine)->newPpoSession(setup);
    if (!session) {
        if (auto written = (*recorder)->finish(details->summary.state, {}, {}, details->summary.message); !written) {
            complain(written.error().message());
        }
        return fail(session.error());
    }
    note("Run " + std::to_string(id) + " goes on after update " + std::to_string(checkpoint->update));
    return conduct(store, {std::move(recorder).value(), std::move(session).value()}, output, stop);
}

}  // namespace detox::cli
