// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/ppo_checkpoint.h"

#include "core/checkpoint/manifest.h"
#include "core/checkpoint/safetensors.h"
#include "core/models/adapter_files.h"
#include "core/models/tokenizer_files.h"
#include "core/training/tensor_file.h"
#include "core/util/files.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

constexpr char kTrainer[] = "trainer";
constexpr char kState[] = "state.json";
constexpr char kValueHead[] = "value_head.safetensors";
constexpr char kOptimiser[] = "optimiser.safetensors";

}  // namespace

void writePpoCheckpoint(const fs::path& folder, const PpoCheckpoint& checkpoint, const PpoState& state) {
    checkpoint.policy.save(folder);
    copyTokenizerFiles(checkpoint.tokenizerFolder, folder);
    const fs::path trainer = folder / kTrainer;
    createDirectories(trainer).orThrow();
    checkpoint.valueHead.save(trainer / kValueHead);
    saveTensors(trainer / kOptimiser, checkpoint.moments);
    if (!checkpoint.policy.adapters().parameters.all().empty()) {
        createDirectories(folder / kAdapterFolder).orThrow();
        saveAdapters(folder / kAdapterFolder, checkpoint.policy.adapters(), checkpoint.base);
    }
    writePpoState(trainer / kState, state).orThrow();
}

PpoState openPpoCheckpoint(const fs::path& folder) {
    if (!fs::exists(folder / kTrainer / kState)) {
        throw invalidInput(folder.string() +
                           " cannot be resumed: it has no trainer state. Choose the run's newest checkpoint.");
    }
    verifyManifest(folder).orThrow();
    return readPpoState(folder / kTrainer / kState).orThrow();
}

void readMoments(const fs::path& folder, const std::vector<NamedTensor>& moments) {
    loadTensors(folder / kTrainer / kOptimiser, moments);
}

ValueHead readValueHead(const fs::path& folder, std::int64_t hidden) {
    return ValueHead::load(*openSafetensors(folder / kTrainer / kValueHead).orThrow(), hidden);
}

}  // namespace detox
