// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/run_folders.h"

#include "core/util/paths.h"

namespace detox::ui {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStarter = "starter/";

}  // namespace

Result<fs::path> existingShipped(const std::string& path, const std::string& what) {
    const fs::path found = resolveShipped(path);
    std::error_code code;
    if (fs::exists(found, code)) return found;
    if (path.starts_with(kStarter)) {
        return notFound(what + " '" + path +
                        "' belongs to the starter model, which is not part of this copy of the program. Choose "
                        "another one, or make it with packaging/starter/build.sh.");
    }
    return notFound(what + " '" + path + "' does not exist. Choose another one.");
}

fs::path resolveShipped(const std::string& path) {
    const fs::path given(path);
    if (given.empty() || given.is_absolute()) return given;
    std::error_code code;
    const fs::path shipped = resourceFolder() / given;
    return fs::exists(shipped, code) ? shipped : fs::absolute(given, code);
}

Result<fs::path> resolveModel(const std::string& name, const RunStore& store) {
    auto path = resolveModelName(name, store);
    if (!path) return path.error();
    return existingShipped(path->string(), "The model");
}

Result<PpoFolders> resolveFolders(const RunConfig& config, const RunStore& store) {
    auto policy = resolveModel(config.models.model, store);
    if (!policy) return policy.error();
    auto classifier = existingShipped(config.models.classifier, "The reward classifier");
    if (!classifier) return classifier.error();
    auto judge = config.models.judge.empty() ? classifier : existingShipped(config.models.judge, "The judge");
    if (!judge) return judge.error();
    auto prompts = existingShipped(config.prompts.promptFile, "The prompt set");
    if (!prompts) return prompts.error();
    return PpoFolders{.model = *policy, .classifier = *classifier, .judge = *judge, .prompts = *prompts};
}

}  // namespace detox::ui
