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

Result<std::filesystem::path> checkpointFolder(const RunStore& store, std::int64_t id,
                                               std::optional<std::int64_t> update) {
    auto checkpoints = store.checkpoints(id);
    if (!checkpoints) return checkpoints.error();
    for (auto it = checkpoints->rbegin(); it != checkpoints->rend(); ++it) {
        if (!update || it->update == *update) return it->folder;
    }
    return notFound("Run " + std::to_string(id) + " has no checkpoint" +
                    (update ? " of update " + std::to_string(*update) : "") + ".");
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

Result<std::filesystem::path> resolveModelName(const std::string& name, const RunStore& store) {
    if (!name.starts_with(kRunPrefix)) return std::filesystem::path(name);
    const std::string_view rest = std::string_view(name).substr(kRunPrefix.size());
    const std::size_t at = rest.find('@');
    std::int64_t id = 0;
    std::int64_t update = 0;
    const bool hasUpdate = at != std::string_view::npos;
    if (!parseWhole(rest.substr(0, at), id) || (hasUpdate && !parseWhole(rest.substr(at + 1), update))) {
        return invalidInput("'" + name +
                            "' does not name a checkpoint. Write run:ID or run:ID@update, for example run:3@40.");
    }
    return checkpointFolder(store, id, hasUpdate ? std::optional(update) : std::nullopt);
}

}  // namespace detox
