// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/model_catalog.h"

#include <algorithm>

#include <QCoreApplication>
#include <QRegularExpression>

#include "core/api/run_store.h"
#include "core/util/json.h"
#include "core/util/paths.h"
#include "ui/models/checkpoint_table_model.h"

namespace detox::ui {
namespace {

namespace fs = std::filesystem;

QString checkpointLabel(const RunSummary& run, int update) {
    return QStringLiteral("%1 · %2").arg(QString::fromStdString(run.name)).arg(update);
}

CatalogEntry checkpointEntry(const RunSummary& run, const CheckpointInfo& checkpoint) {
    return {.label = checkpointLabel(run, checkpoint.update),
            .name = "run:" + std::to_string(run.id) + "@" + std::to_string(checkpoint.update),
            .update = checkpoint.update,
            .runId = run.id};
}

bool namesClassifier(const Json& config) {
    const auto architectures = config.find("architectures");
    if (architectures == config.end() || !architectures->is_array()) return config.contains("id2label");
    return std::any_of(architectures->begin(), architectures->end(), [](const Json& name) {
        return name.is_string() && name.get<std::string>().find("SequenceClassification") != std::string::npos;
    });
}

}  // namespace

FolderKind kindOf(const fs::path& folder) {
    const auto config = readJson(folder / "config.json");
    if (!config || !config->is_object()) return FolderKind::NotAModel;
    return namesClassifier(*config) ? FolderKind::Classifier : FolderKind::LanguageModel;
}

std::vector<CatalogEntry> shippedEntries(FolderKind kind) {
    std::vector<CatalogEntry> entries;
    std::error_code code;
    for (const auto& item : fs::directory_iterator(resourceFolder() / "starter", code)) {
        if (kindOf(item.path()) != kind) continue;
        entries.push_back({.label = QCoreApplication::translate("ModelCatalog", "Starter · %1")
                                        .arg(QString::fromStdString(item.path().filename().string())),
                           .name = item.path().string()});
    }
    // the judge before the reward classifier: it measures, and never rewarded what it measures
    std::sort(entries.begin(), entries.end(), [](const CatalogEntry& a, const CatalogEntry& b) {
        const auto rank = [](const CatalogEntry& entry) { return entry.name.ends_with("judge") ? 0 : 1; };
        return std::pair(rank(a), a.name) < std::pair(rank(b), b.name);
    });
    return entries;
}

std::vector<CatalogEntry> runEntries(const RunStore& store) {
    std::vector<CatalogEntry> entries;
    const auto runs = store.runs();
    if (!runs) return entries;
    for (const RunSummary& run : *runs) {
        const auto checkpoints = store.checkpoints(run.id);
        if (checkpoints && !checkpoints->empty()) entries.push_back(checkpointEntry(run, checkpoints->back()));
    }
    return entries;
}

std::optional<CatalogEntry> checkpointNamed(const RunStore& store, const std::string& name) {
    static const QRegularExpression pattern(QStringLiteral("^run:(\\d+)@(\\d+)$"));
    const auto match = pattern.match(QString::fromStdString(name));
    if (!match.hasMatch()) return std::nullopt;
    const auto run = store.run(match.captured(1).toLongLong());
    if (!run) return std::nullopt;
    CheckpointInfo checkpoint;
    checkpoint.update = match.captured(2).toInt();
    return checkpointEntry(run->summary, checkpoint);
}

std::vector<CatalogEntry> checkpointEntries(const RunStore& store, std::int64_t runId) {
    std::vector<CatalogEntry> entries;
    const auto details = store.run(runId);
    const auto checkpoints = store.checkpoints(runId);
    if (!details || !checkpoints) return entries;
    const auto probes = store.probes(runId);
    const auto recommended = probes ? recommendedUpdate(*checkpoints, *probes) : std::nullopt;
    for (const CheckpointInfo& checkpoint : *checkpoints) {
        entries.push_back(checkpointEntry(details->summary, checkpoint));
        entries.back().recommended = recommended == checkpoint.update;
    }
    return entries;
}

}  // namespace detox::ui
