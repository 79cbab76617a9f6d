// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/manifest.h"

#include <algorithm>

#include "core/util/files.h"
#include "core/util/json.h"
#include "core/util/sha256.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

constexpr int kFormat = 1;

Result<std::vector<std::string>> filesBelow(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code code;
    fs::recursive_directory_iterator entry(folder, code);
    for (; !code && entry != fs::recursive_directory_iterator(); entry.increment(code)) {
        if (!entry->is_regular_file()) continue;
        const std::string name = entry->path().lexically_relative(folder).generic_string();
        if (name != kManifestName) names.push_back(name);
    }
    if (code) return ioError("Cannot read the folder " + folder.string(), code.value());
    std::sort(names.begin(), names.end());
    return names;
}

Result<void> save(const fs::path& folder, const std::vector<ManifestFile>& files) {
    OrderedJson list = OrderedJson::array();
    for (const auto& file : files) {
        list.push_back({{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}});
    }
    const OrderedJson manifest = {{"format", kFormat}, {"files", list}};
    return writeFileAtomically(folder / kManifestName, manifest.dump(1) + "\n");
}

bool staysInside(const std::string& name) {
    const fs::path path(name);
    return !name.empty() && name.find('\0') == std::string::npos && path.is_relative() &&
           std::none_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".." || part == "."; });
}

bool isDigest(const std::string& text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

Result<ManifestFile> entryFrom(const Json& json, const fs::path& manifest) {
    const Error bad = invalidInput(manifest.string() + " has an entry that is not a name, a size and a SHA-256.");
    if (!json.is_object()) return bad;
    const Json name = json.value("name", Json());
    const Json bytes = json.value("bytes", Json());
    const Json digest = json.value("sha256", Json());
    if (!name.is_string() || !bytes.is_number_unsigned() || !digest.is_string()) return bad;
    ManifestFile file{name.get<std::string>(), bytes.get<std::uint64_t>(), digest.get<std::string>()};
    if (!staysInside(file.name) || !isDigest(file.sha256)) return bad;
    return file;
}

Error damaged(const fs::path& file, const std::string& reason) {
    return invalidInput(file.string() + " " + reason +
                        ", so this checkpoint is damaged. Use another checkpoint or copy it again.");
}

}  // namespace

Result<void> writeManifest(const fs::path& folder) {
    const auto names = filesBelow(folder);
    if (!names) return names.error();
    std::vector<ManifestFile> files;
    for (const auto& name : names.value()) {
        std::error_code code;
        const auto bytes = fs::file_size(folder / name, code);
        if (code) return ioError("Cannot read " + (folder / name).string(), code.value());
        auto digest = sha256OfFile(folder / name);
        if (!digest) return digest.error();
        files.push_back({name, bytes, std::move(*digest)});
    }
    return save(folder, files);
}

Result<std::vector<ManifestFile>> readManifest(const fs::path& folder) {
    const fs::path manifest = folder / kManifestName;
    const auto json = readJson(manifest);
    if (!json) return json.error();
    if (!json->is_object() || json->value("format", Json()) != kFormat || !json->value("files", Json()).is_array()) {
        return invalidInput(manifest.string() + " is not a manifest of format 1. Use another checkpoint.");
    }
    std::vector<ManifestFile> files;
    for (const auto& entry : json->at("files")) {
        auto file = entryFrom(entry, manifest);
        if (!file) return file.error();
        files.push_back(std::move(*file));
    }
    return files;
}

Result<void> verifyManifest(const fs::path& folder) {
    const auto files = readManifest(folder);
    if (!files) return files.error();
    for (const auto& listed : files.value()) {
        const fs::path file = folder / listed.name;
        std::error_code code;
        const auto bytes = fs::file_size(file, code);
        if (code) return damaged(file, "is missing");
        if (bytes != listed.bytes) {
            return damaged(file, "has " + std::to_string(bytes) + " of " + std::to_string(listed.bytes) + " bytes");
        }
        const auto digest = sha256OfFile(file);
        if (!digest) return digest.error();
        if (digest.value() != listed.sha256) return damaged(file, "has other bytes than were written");
    }
    return {};
}

Result<void> removeFromManifest(const fs::path& folder, std::string_view subfolder) {
    auto files = readManifest(folder);
    if (!files) return files.error();
    const std::string prefix = std::string(subfolder) + "/";
    std::erase_if(*files, [&](const ManifestFile& file) { return file.name.starts_with(prefix); });
    return save(folder, *files);
}

}  // namespace detox
