// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace detox {

/// The folder that DETOX_GOLDENS names, or empty when it is not set. Set but empty or without `kind` is an error.
inline std::filesystem::path externalGoldens(const std::string& kind) {
    const char* root = std::getenv("DETOX_GOLDENS");
    if (root == nullptr) return {};
    const std::filesystem::path folder = std::filesystem::path(root) / kind;
    if (!std::filesystem::is_directory(folder)) {
        throw std::runtime_error("DETOX_GOLDENS is set, but " + folder.string() + " cannot be read");
    }
    return folder;
}

/// A file or folder in the folders beside DETOX_GOLDENS; empty when that is not set or there is no such one.
inline std::filesystem::path besideGoldens(const std::filesystem::path& relative) {
    const char* root = std::getenv("DETOX_GOLDENS");
    if (root == nullptr) return {};
    const std::filesystem::path found = std::filesystem::path(root) / ".." / relative;
    return std::filesystem::exists(found) ? found : std::filesystem::path();
}

/// The folders <root>/<kind>: the committed one (tests/golden/data) first, then that of DETOX_GOLDENS.
inline std::vector<std::filesystem::path> goldenKinds(const std::string& kind) {
    std::vector<std::filesystem::path> found;
    const std::filesystem::path committed = std::filesystem::path(DETOX_TEST_DATA) / "golden" / "data" / kind;
    for (const auto& folder : {committed, externalGoldens(kind)}) {
        if (!folder.empty() && std::filesystem::is_directory(folder)) found.push_back(folder);
    }
    return found;
}

/// Every folder <root>/<kind>/<name>, committed ones first.
inline std::vector<std::filesystem::path> goldenFolders(const std::string& kind) {
    std::vector<std::filesystem::path> folders;
    for (const auto& parent : goldenKinds(kind)) {
        for (const auto& entry : std::filesystem::directory_iterator(parent)) {
            if (entry.is_directory()) folders.push_back(entry.path());
        }
    }
    return folders;
}

}  // namespace detox
