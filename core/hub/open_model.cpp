// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/open_model.h"

#include <algorithm>
#include <array>

#include "core/hub/hub_cache.h"
#include "core/util/files.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

bool isAdapter(const fs::path& folder) {
    return isThere(folder / "adapter_config.json") && !hasWeights(folder);
}

bool hasTokenizer(const fs::path& folder) {
    constexpr std::array kFiles{"tokenizer.json", "vocab.json", "tokenizer.model"};
    return std::any_of(kFiles.begin(), kFiles.end(), [&](const char* name) { return isThere(folder / name); });
}

/// The base's folder: as named, beside the adapter, or in the hub's cache.
Result<fs::path> baseFolder(const AdapterFolder& adapter) {
    const std::string& name = adapter.config.base;
    if (const fs::path beside = adapter.path / name; isThere(beside)) return beside;
    auto found = findModelFolder(name);
    if (found) return found;
    return notFound("The adapter " + adapter.path.string() + " belongs on the model '" + name +
                    "', which is not on this computer. Download it with 'huggingface-cli download " + name +
                    "', or write its folder as base_model_name_or_path into adapter_config.json.");
}

}  // namespace

Result<ModelFolder> openModel(const fs::path& folder) {
    if (!isAdapter(folder)) return openModelFolder(folder);
    auto adapter = openAdapterFolder(folder);
    if (!adapter) return adapter.error();
    const auto base = baseFolder(*adapter);
    if (!base) return base.error();
    if (isAdapter(*base)) {
        return unsupported("The adapter " + folder.string() + " belongs on " + base->string() +
                           ", which is an adapter itself. Merge that one into its base first.");
    }
    auto model = openModelFolder(*base);
    if (!model) return model.error();
    if (hasTokenizer(folder)) model->tokenizer = folder;
    model->adapter = std::move(*adapter);
    return model;
}

}  // namespace detox
