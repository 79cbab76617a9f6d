// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <QString>

namespace detox {
class RunStore;
}

namespace detox::ui {

/// A model or classifier one can pick.
struct CatalogEntry {
    QString label;
    std::string name;  ///< folder, or run:ID@update
    int update = -1;   ///< of a run's checkpoint
    std::int64_t runId = 0;
    bool recommended = false;  ///< of a run's checkpoints the one to take
};

enum class FolderKind { LanguageModel, Classifier, NotAModel };

/// What config.json of `folder` says it is.
[[nodiscard]] FolderKind kindOf(const std::filesystem::path& folder);

/// Models and classifiers shipped in resources/starter.
[[nodiscard]] std::vector<CatalogEntry> shippedEntries(FolderKind kind);
/// The newest checkpoint of every run, newest run first.
[[nodiscard]] std::vector<CatalogEntry> runEntries(const RunStore& store);
/// The checkpoint that "run:ID@update" names; nothing when there is no such run.
[[nodiscard]] std::optional<CatalogEntry> checkpointNamed(const RunStore& store, const std::string& name);
/// Every checkpoint of one run, oldest first.
[[nodiscard]] std::vector<CatalogEntry> checkpointEntries(const RunStore& store, std::int64_t runId);

}  // namespace detox::ui
