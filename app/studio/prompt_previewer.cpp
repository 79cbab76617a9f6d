// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/prompt_previewer.h"

#include <algorithm>

#include "core/prompts/prompt_set.h"
#include "ui/bridge/run_folders.h"

namespace detox {
namespace {

constexpr std::size_t kFirst = 8;
constexpr std::size_t kBins = 10;

void addDropped(ui::PromptPreview& preview, const char* reason, std::int64_t count) {
    if (count > 0) preview.dropped.push_back({reason, static_cast<std::size_t>(count)});
}

ui::PromptPreview sumUp(const PromptSet& set) {
    ui::PromptPreview preview;
    preview.scores.assign(kBins, 0);
    for (const auto* part : {&set.train, &set.probe, &set.test}) {
        preview.remaining += part->size();
        for (const auto& prompt : *part) {
            if (!prompt.toxicity) continue;
            const double bin = std::clamp(*prompt.toxicity, 0.0, 1.0) * static_cast<double>(kBins);
            ++preview.scores[std::min(kBins - 1, static_cast<std::size_t>(bin))];
        }
    }
    for (std::size_t i = 0; i < std::min(kFirst, set.train.size()); ++i) {
        const PromptRecord& record = set.train[i];
        preview.first.push_back({record.text, record.toxicity.value_or(0), record.toxicity.has_value()});
    }
    addDropped(preview, "below the threshold", set.drops.belowThreshold);
    addDropped(preview, "without a score", set.drops.withoutScore);
    addDropped(preview, "twice in the file", set.drops.duplicates);
    addDropped(preview, "unreadable", set.drops.unreadable);
    preview.total = preview.remaining;  // held-out prompts may come from files of their own
    for (const auto& dropped : preview.dropped) preview.total += dropped.count;
    return preview;
}

}  // namespace

Result<ui::PromptPreview> previewPrompts(const PromptConfig& prompts) {
    const auto file = ui::existingShipped(prompts.promptFile, "The prompt set");
    if (!file) return file.error();
    auto set = loadPromptSet(*file, prompts);
    if (!set) return set.error();
    return sumUp(*set);
}

}  // namespace detox
