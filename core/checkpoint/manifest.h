// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/util/result.h"

namespace detox {

/// manifest.json of a folder: {"format": 1, "files": [{"name": "trainer/state.json", "bytes": 12, "sha256": "…"}]},
/// sorted by name; names are relative, with '/', and never leave the folder. The manifest itself is not listed.
struct ManifestFile {
    std::string name;
    std::uint64_t bytes = 0;
    std::string sha256;  ///< 64 lower-case hexadecimal digits

    friend bool operator==(const ManifestFile&, const ManifestFile&) = default;
};

inline constexpr char kManifestName[] = "manifest.json";

/// Lists and hashes every regular file below `folder` and writes its manifest atomically.
[[nodiscard]] Result<void> writeManifest(const std::filesystem::path& folder);

[[nodiscard]] Result<std::vector<ManifestFile>> readManifest(const std::filesystem::path& folder);

/// Every listed file is there with its size and SHA-256; the first that is not is named. Files that are not listed do
/// not matter.
[[nodiscard]] Result<void> verifyManifest(const std::filesystem::path& folder);

/// Rewrites the manifest without the files below `subfolder` ("trainer"); the files themselves stay. Done before they
/// are deleted, so that the folder verifies at every moment.
[[nodiscard]] Result<void> removeFromManifest(const std::filesystem::path& folder, std::string_view subfolder);

}  // namespace detox
