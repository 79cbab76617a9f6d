// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_config_source.h"

#include "core/config/preset.h"
#include "core/util/paths.h"

namespace detox::cli {
namespace fs = std::filesystem;

namespace {

constexpr const char* kStarterPreset = "starter";

/// A preset's relative names are relative to the shipped files; a hub id names no file there and stays.
void anchor(std::string& name, const fs::path& resources) {
    std::error_code code;
    if (name.empty() || fs::path(name).is_absolute() || !fs::exists(resources / name, code)) return;
    name = (resources / name).lexically_normal().string();
}

Error unknownPreset(const std::string& name, const fs::path& folder) {
    const PresetList known = readPresets(folder);
    std::string list;
    for (const auto& preset : known.presets) list += (list.empty() ? "" : ", ") + preset.id;
    return notFound("There is no preset '" + name + "'" +
                    (list.empty() ? " in " + folder.string() : "; there are: " + list) + ".");
}

Result<RunConfig> presetConfig(const std::string& name) {
    const fs::path resources = resourceFolder();
    const fs::path file = resources / "presets" / (name + ".json");
    std::error_code code;
    if (!fs::exists(file, code)) return unknownPreset(name, file.parent_path());
    auto preset = readPreset(file);
    if (!preset) return preset.error();
    RunConfig& config = preset->config;
    for (std::string* path : {&config.models.model, &config.models.classifier, &config.models.judge}) {
        anchor(*path, resources);
    }
    anchor(config.prompts.promptFile, resources);
    return config;
}

Result<RunConfig> overlaidWith(const std::string& file, const RunConfig& base) {
    auto json = readJson(file);
    if (!json) return json.error();
    auto config = runConfigFromJson(*json, base);
    if (!config) return invalidInput("The configuration " + file + " cannot be used:\n" + config.error().message());
    return config;
}

}  // namespace

RunConfigSource::RunConfigSource(Arguments& arguments) : m_flags(arguments, {{"promptFile", "prompts"}}) {
    arguments.option("--preset", m_preset, "Settings to start from (default starter when no model is given)")
        .typeName("NAME");
    arguments.option("--config", m_file, "Settings as JSON, as a run's config.json; flags win over it")
        .typeName("FILE");
}

Result<bool> RunConfigSource::namesModel() const {
    if (m_flags.given("model")) return true;
    if (m_file.empty()) return false;
    auto config = overlaidWith(m_file, {});
    if (!config) return config.error();
    return !config->models.model.empty();
}

Result<ChosenConfig> RunConfigSource::choose() const {
    ChosenConfig chosen{.preset = m_preset};
    if (chosen.preset.empty()) {
        auto named = namesModel();
        if (!named) return named.error();
        if (!*named) chosen.preset = kStarterPreset;
    }
    if (!chosen.preset.empty()) {
        auto preset = presetConfig(chosen.preset);
        if (!preset) return preset.error();
        chosen.config = std::move(preset).value();
    }
    if (!m_file.empty()) {
        auto config = overlaidWith(m_file, chosen.config);
        if (!config) return config.error();
        chosen.config = std::move(config).value();
    }
    auto config = m_flags.over(chosen.config);
    if (!config) return config.error();
    chosen.config = std::move(config).value();
    return chosen;
}

}  // namespace detox::cli
