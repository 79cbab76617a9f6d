// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/fit_state.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "core/models/engine_errors.h"
#include "core/training/tensor_file.h"
#include "core/util/files.h"
#include "core/util/json.h"
#include "core/util/staged_folder.h"

namespace detox {
namespace {

constexpr char kStateFile[] = "state.json";
constexpr char kTensorsFile[] = "tensors.safetensors";
constexpr char kStepPrefix[] = "step-";

/// Weights and moments under the names they have in the file.
std::vector<NamedTensor> allTensors(const std::vector<NamedTensor>& parameters, const AdamW& optimiser) {
    std::vector<NamedTensor> out;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        out.push_back({"weight/" + parameters[i].name, parameters[i].tensor});
        out.push_back({"first/" + parameters[i].name, optimiser.firstMoments()[i]});
        out.push_back({"second/" + parameters[i].name, optimiser.secondMoments()[i]});
    }
    return out;
}

/// The state folders in `root`, oldest first.
std::vector<std::filesystem::path> statesIn(const std::filesystem::path& root) {
    std::vector<std::filesystem::path> states;
    std::error_code code;
    for (const auto& entry : std::filesystem::directory_iterator(root, code)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(kStepPrefix) && entry.path().extension() != ".tmp") states.push_back(entry.path());
    }
    std::sort(states.begin(), states.end());
    return states;
}

Result<void> writeState(const std::filesystem::path& folder, const Json& state,
                        const std::vector<NamedTensor>& tensors) {
    auto written = engineResult([&] { saveTensors(folder / kTensorsFile, tensors); });
    if (!written) return written;
    return writeFileAtomically(folder / kStateFile, state.dump(2) + "\n");
}

Result<FitProgress> readProgress(const Json& state, const std::filesystem::path& file) {
    const bool complete = state.is_object() && state.contains("step") && state["step"].is_number_integer() &&
                          state.contains("seconds") && state["seconds"].is_number() && state.contains("loss") &&
                          state["loss"].is_number() && state.contains("optimiserSteps") &&
                          state["optimiserSteps"].is_number_integer() && state.contains("belongsTo") &&
                          state["belongsTo"].is_string();
    if (!complete) return invalidInput(file.string() + " lacks a key; remove its folder to begin anew.");
    return FitProgress{state["step"].get<std::int64_t>(), state["seconds"].get<double>(), state["loss"].get<double>()};
}

}  // namespace

FitStateFolder::FitStateFolder(std::filesystem::path root, std::string belongsTo)
    : m_root(std::move(root)), m_belongsTo(std::move(belongsTo)) {}

Result<void> FitStateFolder::save(const FitProgress& progress, const std::vector<NamedTensor>& parameters,
                                  const AdamW& optimiser) const {
    char name[32];
    std::snprintf(name, sizeof name, "%s%09lld", kStepPrefix, static_cast<long long>(progress.step));
    const auto target = m_root / name;
    if (std::filesystem::exists(target)) return {};
    if (auto made = createDirectories(m_root); !made) return made;
    const auto older = statesIn(m_root);
    auto staged = StagedFolder::create(target);
    if (!staged) return staged.error();
    const Json state = {{"step", progress.step},
                        {"seconds", progress.seconds},
                        {"loss", progress.loss},
                        {"optimiserSteps", optimiser.steps()},
                        {"belongsTo", m_belongsTo}};
    if (auto written = writeState(staged->path(), state, allTensors(parameters, optimiser)); !written) return written;
    if (auto committed = staged->commit(); !committed) return committed;
    std::error_code code;
    for (const auto& folder : older) std::filesystem::remove_all(folder, code);
    return {};
}

Result<std::optional<FitProgress>> FitStateFolder::restore(const std::vector<NamedTensor>& parameters,
                                                           AdamW& optimiser) const {
    const auto states = statesIn(m_root);
    if (states.empty()) return std::optional<FitProgress>();
    const auto file = states.back() / kStateFile;
    auto state = readJson(file);
    if (!state) return state.error();
    auto progress = readProgress(*state, file);
    if (!progress) return progress.error();
    if ((*state)["belongsTo"].get<std::string>() != m_belongsTo) {
        return invalidInput("The state in " + m_root.string() +
                            " was made with other settings or texts; choose another output or remove it.");
    }
    const auto tensors = allTensors(parameters, optimiser);
    if (auto read = engineResult([&] { loadTensors(states.back() / kTensorsFile, tensors); }); !read) {
        return read.error();
    }
    optimiser.setSteps((*state)["optimiserSteps"].get<std::int64_t>());
    return std::optional<FitProgress>(*progress);
}

}  // namespace detox
