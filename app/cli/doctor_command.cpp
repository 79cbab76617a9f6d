// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include <fstream>

#include "app/cli/command.h"
#include "app/cli/engine_access.h"
#include "app/cli/terminal.h"
#include "core/hub/hub_cache.h"
#include "core/util/files.h"
#include "core/util/paths.h"
#include "core/util/version.h"

namespace detox::cli {
namespace fs = std::filesystem;

namespace {

using Rows = std::vector<std::vector<std::string>>;

struct Options {
    explicit Options(Arguments& arguments) : machine(arguments) {}
    MachineFlags machine;
};

/// The home folder's name is nobody's business in a report that is sent around.
std::string withoutHome(const fs::path& path) {
    const char* home = std::getenv("HOME");
    const std::string text = path.string();
    const std::string prefix = home == nullptr ? "" : home;
    const bool inside =
        prefix.size() > 1 && text.starts_with(prefix) && (text.size() == prefix.size() || text[prefix.size()] == '/');
    return inside ? "~" + text.substr(prefix.size()) : text;
}

std::string gibibytes(double bytes) {
    return fixed(bytes / (1024.0 * 1024.0 * 1024.0), 1) + " GiB";
}

/// A value of /proc/meminfo in bytes; 0 when it is not there.
double memory(const std::string& name) {
    std::ifstream file("/proc/meminfo");
    std::string key;
    double kibibytes = 0;
    std::string unit;
    while (file >> key >> kibibytes) {
        std::getline(file, unit);
        if (key == name + ":") return kibibytes * 1024;
    }
    return 0;
}

std::string freeSpace(const fs::path& folder) {
    auto bytes = freeBytes(folder);
    return bytes ? gibibytes(static_cast<double>(*bytes)) + " free" : bytes.error().message();
}

void addEngine(Rows& rows, const EngineFacts& facts) {
    rows.push_back({"libtorch", facts.torchVersion});
    rows.push_back({"BLAS", facts.blas + (facts.slowBlas ? "  WARNING: the reference BLAS; training runs many times "
                                                           "slower. Install libopenblas0-pthread."
                                                         : "")});
    rows.push_back({"threads", std::to_string(facts.threads)});
    rows.push_back({"GPU", !facts.gpu.empty() ? facts.gpu : facts.cudaBuild ? "none found" : "CPU build"});
}

void addFolders(Rows& rows, const fs::path& data) {
    rows.push_back({"memory", gibibytes(memory("MemTotal")) + ", " + gibibytes(memory("MemAvailable")) + " available"});
    rows.push_back({"data folder", withoutHome(data) + ", " + freeSpace(data)});
    rows.push_back({"model cache", withoutHome(hubCacheFolder())});
    rows.push_back({"resources", withoutHome(resourceFolder())});
}

ExitCode run(const Options& options) {
    Rows rows{{"Detox Studio", std::string(version()) + " (" + std::string(gitHash()) + ")"}};
    auto engine = options.machine.engine();
    if (engine) addEngine(rows, (*engine)->facts());
    addFolders(rows, dataFolder(options.machine.dataDir));
    print(table(rows));
    return engine ? ExitCode::Done : fail(engine.error());
}

}  // namespace

void addDoctor(Program& program) {
    program.add("doctor", "Print what this program runs on", &run);
}

}  // namespace detox::cli
