// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/run_pills.h"

#include <QCoreApplication>

namespace detox::ui {
namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("detox::ui::RunPills", text);
}

PillSpec renamed(PillSpec spec, const QString& text) {
    spec.text = text;
    return spec;
}

}  // namespace

PillSpec runPill(RunState state) {
    switch (state) {
        case RunState::Running:
            return pillFor(RunPill::Training);
        case RunState::Paused:
            return pillFor(RunPill::Paused);
        case RunState::Finished:
            return pillFor(RunPill::Finished);
        case RunState::Stopped:
            return pillFor(RunPill::Stopped);
        case RunState::Interrupted:
            return pillFor(RunPill::Interrupted);
        case RunState::Failed:
            return pillFor(RunPill::Failed);
    }
    return pillFor(RunPill::Failed);
}

PillSpec trainerPill(TrainerState state) {
    switch (state) {
        case TrainerState::Idle:
        case TrainerState::Starting:
            return renamed(pillFor(RunPill::Queued), translated("Starting…"));
        case TrainerState::Training:
            return pillFor(RunPill::Training);
        case TrainerState::Pausing:
            return renamed(pillFor(RunPill::Paused), translated("Pausing…"));
        case TrainerState::Paused:
            return pillFor(RunPill::Paused);
        case TrainerState::Resuming:
            return renamed(pillFor(RunPill::Training), translated("Resuming…"));
        case TrainerState::Stopping:
            return renamed(pillFor(RunPill::Stopped), translated("Stopping…"));
        case TrainerState::Finished:
            return pillFor(RunPill::Finished);
        case TrainerState::Stopped:
            return pillFor(RunPill::Stopped);
        case TrainerState::Failed:
            return pillFor(RunPill::Failed);
    }
    return pillFor(RunPill::Failed);
}

}  // namespace detox::ui
