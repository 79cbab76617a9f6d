// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/preset.h"

#include <algorithm>

namespace detox {
namespace {

namespace fs = std::filesystem;

/// Removes `key` from `json`; `fallback` where it is missing.
Result<std::string> takeText(Json& json, const char* key, const std::string& fallback) {
    const auto found = json.find(key);
    if (found == json.end()) return fallback;
    if (!found->is_string()) return invalidInput("'" + std::string(key) + "' must be text.");
    std::string text = found->get<std::string>();
    json.erase(found);
    return text;
}

Error inFile(const fs::path& file, const Error& error) {
    return {error.kind(), "The preset '" + file.string() + "' cannot be used: " + error.message()};
}

}  // namespace

Result<Preset> readPreset(const fs::path& file) {
    auto json = readJson(file);
    if (!json) return json.error();
    if (!json->is_object()) return inFile(file, invalidInput("It must be a JSON object."));
    auto name = takeText(*json, "name", file.stem().string());
    if (!name) return inFile(file, name.error());
    auto summary = takeText(*json, "summary", {});
    if (!summary) return inFile(file, summary.error());
    auto config = runConfigFromJson(*json);
    if (!config) return inFile(file, config.error());
    return Preset{.id = file.stem().string(), .name = *name, .summary = *summary, .config = *config};
}

PresetList readPresets(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code code;
    for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code)) {
        if (it->path().extension() == ".json") files.push_back(it->path());
    }
    std::sort(files.begin(), files.end());
    PresetList list;
    for (const auto& file : files) {
        auto preset = readPreset(file);
        if (preset) {
            list.presets.push_back(std::move(*preset));
        } else {
            list.problems.push_back(preset.error().message());
        }
    }
    return list;
}

}  // namespace detox
