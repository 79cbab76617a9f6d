// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/hub_cache.h"

#include <algorithm>
#include <cstdlib>

#include "core/util/files.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxRefBytes = 4096;
constexpr std::size_t kMaxIdBytes = 96;  // huggingface_hub's validate_repo_id

fs::path fromEnvironment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? fs::path() : fs::path(value);
}

/// One component of a path that cannot lead out of its folder.
bool isPlainName(std::string_view text) {
    const auto isAllowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '-';
    };
    return !text.empty() && text.front() != '.' && text.front() != '-' &&
           std::all_of(text.begin(), text.end(), isAllowed);
}

fs::path repositoryFolder(const std::string& id, const fs::path& cache) {
    std::string folder = "models--";
    for (const char c : id) folder += c == '/' ? std::string("--") : std::string(1, c);
    return cache / folder;
}

Error notInCache(const std::string& id, const fs::path& cache) {
    return notFound("There is neither a folder '" + id + "' nor a model of that name in the Hugging Face cache " +
                    cache.string() + ". Download it with 'huggingface-cli download " + id + "', or give a folder.");
}

}  // namespace

fs::path hubCacheFolder() {
    if (fs::path given = fromEnvironment("HF_HUB_CACHE"); !given.empty()) return given;
    if (fs::path home = fromEnvironment("HF_HOME"); !home.empty()) return home / "hub";
    if (fs::path cache = fromEnvironment("XDG_CACHE_HOME"); !cache.empty()) return cache / "huggingface" / "hub";
    return fromEnvironment("HOME") / ".cache" / "huggingface" / "hub";
}

bool looksLikeHubId(std::string_view name) {
    if (name.size() > kMaxIdBytes) return false;
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos) return isPlainName(name);
    return isPlainName(name.substr(0, slash)) && isPlainName(name.substr(slash + 1));
}

Result<fs::path> findInHubCache(const std::string& id, const fs::path& cache) {
    if (!looksLikeHubId(id)) return notFound("'" + id + "' is neither a folder nor the name of a model.");
    const fs::path repository = repositoryFolder(id, cache);
    std::error_code code;
    if (!fs::is_directory(repository, code)) return notInCache(id, cache);
    auto ref = readFile(repository / "refs" / "main", kMaxRefBytes);
    if (!ref) return notInCache(id, cache);
    while (!ref->empty() && (ref->back() == '\n' || ref->back() == '\r')) ref->pop_back();
    if (!isPlainName(*ref)) {
        return invalidInput((repository / "refs" / "main").string() + " does not name a snapshot. Download '" + id +
                            "' again.");
    }
    fs::path snapshot = repository / "snapshots" / *ref;
    if (!fs::is_directory(snapshot, code)) return notInCache(id, cache);
    return snapshot;
}

std::string publicModelName(const std::string& name) {
    constexpr std::string_view kRepository = "models--";
    const fs::path path = fs::path(name).lexically_normal();
    for (const fs::path& part : path) {
        const std::string text = part.string();
        if (!text.starts_with(kRepository)) continue;
        std::string id = text.substr(kRepository.size());
        if (const auto at = id.find("--"); at != std::string::npos) id.replace(at, 2, "/");
        return id;
    }
    if (!path.is_absolute() && looksLikeHubId(name)) return name;
    return path.has_filename() ? path.filename().string() : path.parent_path().filename().string();
}

Result<fs::path> findModelFolder(const std::string& name) {
    if (name.empty()) return invalidInput("The name of a model is empty.");
    if (isThere(name)) return fs::path(name);
    if (!looksLikeHubId(name)) return notFound("There is no folder " + name + ".");
    return findInHubCache(name, hubCacheFolder());
}

}  // namespace detox
