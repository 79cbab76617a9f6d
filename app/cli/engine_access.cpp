// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/engine_access.h"

#include "app/cli/terminal.h"
#include "core/api/engine_library.h"
#include "core/hub/hub_cache.h"
#include "core/storage/run_store_sqlite.h"
#include "core/util/paths.h"

namespace detox::cli {
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kRunPrefix = "run:";

/// The shipped file of a relative name that is nothing here: runs begun from a preset may hold such names.
std::optional<fs::path> shipped(const std::string& name) {
    std::error_code code;
    if (name.empty() || fs::path(name).is_absolute() || fs::exists(name, code)) return std::nullopt;
    fs::path file = resourceFolder() / name;
    return fs::exists(file, code) ? std::optional(std::move(file)) : std::nullopt;
}

Result<fs::path> namedFolder(const std::string& name) {
    if (auto found = shipped(name)) return std::move(*found);
    return findModelFolder(name);
}

}  // namespace

Result<std::unique_ptr<Engine>> startEngine(const MachineConfig& machine) {
    auto engine = loadEngine(engineLibrary(), {.threads = machine.threads, .device = machine.device});
    if (!engine) return engine.error();
    const EngineFacts facts = (*engine)->facts();
    if (facts.slowBlas) {
        note("Warning: " + facts.blas +
             " computes many times slower than OpenBLAS. Install libopenblas0-pthread for full speed.");
    }
    return engine;
}

MachineFlags::MachineFlags(Arguments& arguments) : m_flags(arguments) {
    arguments.option("--data-dir", dataDir, "Where runs are kept (default " + dataFolder().string() + ")")
        .typeName("DIR");
}

Result<std::unique_ptr<Engine>> MachineFlags::engine() const {
    auto machine = m_flags.over({});
    if (!machine) return machine.error();
    return startEngine(*machine);
}

Result<fs::path> MachineFlags::modelFolder(const std::string& name) const {
    if (!name.starts_with(kRunPrefix)) return namedFolder(name);
    auto store = openRunStore(dataFolder(dataDir));
    if (!store) return store.error();
    return resolveModelName(name, **store);
}

Result<fs::path> modelFolder(const std::string& name, const RunStore& store) {
    return name.starts_with(kRunPrefix) ? resolveModelName(name, store) : namedFolder(name);
}

fs::path promptFile(const std::string& name) {
    return shipped(name).value_or(name);
}

Result<std::string> lastingModelName(const std::string& name, const RunStore& store) {
    std::error_code code;
    const auto named = parseCheckpointName(name);
    if (!named) return named.error();
    if (!*named) return fs::exists(name, code) ? fs::absolute(name).lexically_normal().string() : name;
    const auto checkpoint = findCheckpoint(**named, store);
    if (!checkpoint) return checkpoint.error();
    return "run:" + std::to_string((*named)->run) + "@" + std::to_string(checkpoint->update);
}

}  // namespace detox::cli
