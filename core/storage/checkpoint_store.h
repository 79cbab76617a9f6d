// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "core/api/training.h"
#include "core/storage/store_core.h"

namespace detox {

struct NewCheckpoint {
    std::int64_t run = 0;
    int update = 0;
    bool resumable = false;
};

/// A staging folder below runs/<id>/checkpoints. Its commit() adds the manifest, syncs, renames, syncs the folder and
/// then writes the row (durable against power loss): before the row the checkpoint does not exist for readers, after it
/// the folder is whole. Then trainer/ goes from older checkpoints, and a replaced folder of the same update.
[[nodiscard]] Result<std::unique_ptr<CheckpointWriter>> beginCheckpoint(std::shared_ptr<StoreCore> core,
                                                                        const NewCheckpoint& checkpoint);

/// Removes trainer/ from all checkpoints of the run that are not marked resumable.
void pruneTrainerState(StoreCore& core, std::int64_t run);

}  // namespace detox
