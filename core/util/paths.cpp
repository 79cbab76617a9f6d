// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/paths.h"

#include <cstdlib>
#include <string>

namespace detox {
namespace fs = std::filesystem;

namespace {

fs::path fromEnvironment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? fs::path() : fs::path(value);
}

/// The XDG specification: relative values are ignored.
fs::path xdgFolder(const char* name, const char* fallbackInHome) {
    if (fs::path given = fromEnvironment(name); given.is_absolute()) return given;
    const fs::path home = fromEnvironment("HOME");
    return (home.empty() ? fs::temp_directory_path() : home) / fallbackInHome;
}

}  // namespace

fs::path dataFolder(const fs::path& override) {
    return override.empty() ? xdgFolder("XDG_DATA_HOME", ".local/share") / "detox-studio" : override;
}

fs::path logFolder() {
    return xdgFolder("XDG_STATE_HOME", ".local/state") / "detox-studio" / "log";
}

fs::path programFolder() {
    std::error_code code;
    const fs::path program = fs::read_symlink("/proc/self/exe", code);
    return code ? fs::current_path() : program.parent_path();
}

fs::path resourceFolder() {
    if (fs::path given = fromEnvironment("DETOX_RESOURCES"); !given.empty()) return given;
    const fs::path installed = programFolder().parent_path() / "share" / "detox-studio";
    std::error_code code;
    return fs::exists(installed, code) ? installed : fs::path(DETOX_SOURCE_RESOURCES);
}

fs::path shippedLibrary(std::string_view name) {
    const fs::path beside = programFolder() / name;
    std::error_code code;
    if (fs::exists(beside, code)) return beside;
    return programFolder().parent_path() / DETOX_LIBRARY_FOLDER / "detox-studio" / name;
}

fs::path engineLibrary() {
    return shippedLibrary("libdetox_engine.so");
}

}  // namespace detox
