// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/run_folders.h"

#include "core/util/paths.h"

namespace detox::ui {
namespace {

namespace fs = std::filesystem;

Result<fs::path> existing(const fs::path& path, const std::string& what) {
    std::error_code code;
    if (fs::exists(path, code)) return path;
    return notFound(what + " '" + path.string() + "' does not exist. Choose another one.");
}

Result<fs::path> model(const std::string& name, const RunStore& store) {
    auto path = resolveModelName(name, store);
    if (!path) return path.error();
    return existing(resolveShipped(path->string()), "The model");
}

}  // namespace

fs::path resolveShipped(const std::string& path) {
    const fs::path given(path);
    if (given.empty() || given.is_absolute()) return given;
    std::error_code code;
    const fs::path shipped = resourceFolder() / given;
    return fs::exists(shipped, code) ? shipped : fs::absolute(given, code);
}

Result<PpoFolders> resolveFolders(const RunConfig& config, const RunStore& store) {
    auto policy = model(config.models.model, store);
    if (!policy) return policy.error();
    auto classifier = existing(resolveShipped(config.models.classifier), "The reward classifier");
    if (!classifier) return classifier.error();
    auto judge = config.models.judge.empty() ? classifier : existing(resolveShipped(config.models.judge), "The judge");
    if (!judge) return judge.error();
    auto prompts = existing(resolveShipped(config.prompts.promptFile), "The prompt set");
    if (!prompts) return prompts.error();
    return PpoFolders{.model = *policy, .classifier = *classifier, .judge = *judge, .prompts = *prompts};
}

}  // namespace detox::ui
