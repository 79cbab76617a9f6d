// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/run_folders.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <optional>
#include <string>

#include "core/checkpoint/manifest.h"
#include "core/util/files.h"
#include "core/util/staged_folder.h"

namespace detox::folders {
namespace fs = std::filesystem;

namespace {

constexpr const char* kSetAsideExtension = ".deleted";
constexpr const char* kTrainerFolder = "trainer";

fs::path setAsidePath(const StorePaths& paths, std::int64_t id) {
    return paths.run(id).string() + kSetAsideExtension;
}

std::optional<std::int64_t> idOf(const fs::path& folder) {
    const std::string text = folder.stem().string();
    std::int64_t id = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (code != std::errc() || end != text.data() + text.size() || id <= 0) return std::nullopt;
    return id;
}

std::vector<fs::path> foldersOf(const StorePaths& paths) {
    std::vector<fs::path> out;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(paths.runs(), code)) {
        if (entry.is_directory(code)) out.push_back(entry.path());
    }
    return out;
}

Result<void> renameFolder(const fs::path& from, const fs::path& to) {
    if (std::rename(from.c_str(), to.c_str()) != 0) {
        return ioError("Cannot rename " + from.string() + " to " + to.string(), errno);
    }
    return {};
}

}  // namespace

Result<void> makeRun(const StorePaths& paths, std::int64_t id, const RunConfig& config) {
    if (auto made = createDirectories(paths.checkpoints(id)); !made) return made;
    return writeFileAtomically(paths.run(id) / "config.json", toJson(config).dump(2) + "\n");
}

std::int64_t firstFreeId(const StorePaths& paths) {
    std::int64_t largest = 0;
    for (const auto& folder : foldersOf(paths)) largest = std::max(largest, idOf(folder).value_or(0));
    return largest + 1;
}

fs::path newCheckpoint(const StorePaths& paths, std::int64_t id, int update) {
    std::string number = std::to_string(update);
    number.insert(0, number.size() < 6 ? 6 - number.size() : 0, '0');
    const fs::path plain = paths.checkpoints(id) / ("update-" + number);
    fs::path free = plain;
    for (int copy = 2; fs::exists(free); ++copy) free = plain.string() + "-" + std::to_string(copy);
    return free;
}

Result<void> dropTrainerState(const fs::path& checkpoint) {
    std::error_code code;
    const fs::path trainer = checkpoint / kTrainerFolder;
    if (!fs::exists(trainer, code)) return {};
    if (auto rewritten = removeFromManifest(checkpoint, kTrainerFolder); !rewritten) return rewritten;
    fs::remove_all(trainer, code);
    if (code) return ioError("Cannot remove " + trainer.string(), code.value());
    return {};
}

Result<void> setAside(const StorePaths& paths, std::int64_t id) {
    std::error_code code;
    if (!fs::exists(paths.run(id), code)) return {};
    fs::remove_all(setAsidePath(paths, id), code);
    return renameFolder(paths.run(id), setAsidePath(paths, id));
}

void bringBack(const StorePaths& paths, std::int64_t id) {
    std::error_code code;
    if (fs::exists(setAsidePath(paths, id), code) && !fs::exists(paths.run(id), code)) {
        fs::rename(setAsidePath(paths, id), paths.run(id), code);
    }
}

void removeSetAside(const StorePaths& paths, std::int64_t id) {
    std::error_code code;
    fs::remove_all(setAsidePath(paths, id), code);
}

void sweep(const StorePaths& paths, const std::function<bool(std::int64_t)>& hasRows) {
    for (const auto& folder : foldersOf(paths)) {
        const auto id = idOf(folder);
        if (!id) continue;
        if (folder.extension() == kSetAsideExtension) {
            hasRows(*id) ? bringBack(paths, *id) : removeSetAside(paths, *id);
        } else {
            removeStaleStagingFolders(paths.checkpoints(*id));
        }
    }
}

}  // namespace detox::folders
