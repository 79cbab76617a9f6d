// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/run_store.h"

#include <charconv>

namespace detox {
namespace {

constexpr std::string_view kRunPrefix = "run:";

bool parseWhole(std::string_view text, std::int64_t& out) {
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
    return code == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string_view toText(RunState state) {
    switch (state) {
        case RunState::Running:
            return "running";
        case RunState::Paused:
            return "paused";
        case RunState::Finished:
            return "finished";
        case RunState::Stopped:
            return "stopped";
        case RunState::Interrupted:
            return "interrupted";
        case RunState::Failed:
            return "failed";
    }
    return "unknown";
}

Result<std::optional<CheckpointName>> parseCheckpointName(const std::string& name) {
    if (!name.starts_with(kRunPrefix)) return std::optional<CheckpointName>();
    const std::string_view rest = std::string_view(name).substr(kRunPrefix.size());
    const std::size_t at = rest.find('@');
    CheckpointName parsed;
    std::int64_t update = 0;
    const bool hasUpdate = at != std::string_view::npos;
    if (!parseWhole(rest.substr(0, at), parsed.run) || (hasUpdate && !parseWhole(rest.substr(at + 1), update))) {
        return invalidInput("'" + name +
                            "' does not name a checkpoint. Write run:ID or run:ID@update, for example run:3@40.");
    }
    if (hasUpdate) parsed.update = update;
    return std::optional(parsed);
}

Result<CheckpointInfo> findCheckpoint(const CheckpointName& name, const RunStore& store) {
    auto checkpoints = store.checkpoints(name.run);
    if (!checkpoints) return checkpoints.error();
    for (auto it = checkpoints->rbegin(); it != checkpoints->rend(); ++it) {
        if (!name.update || it->update == *name.update) return *it;
    }
    return notFound("Run " + std::to_string(name.run) + " has no checkpoint" +
                    (name.update ? " of update " + std::to_string(*name.update) : "") + ".");
}

Result<std::filesystem::path> resolveModelName(const std::string& name, const RunStore& store) {
    auto named = parseCheckpointName(name);
    if (!named) return named.error();
    if (!*named) return std::filesystem::path(name);
    auto checkpoint = findCheckpoint(**named, store);
    if (!checkpoint) return checkpoint.error();
    return checkpoint->folder;
}

}  // namespace detox
