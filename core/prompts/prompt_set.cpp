// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prompts/prompt_set.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>

#include "core/config/field_info.h"
#include "core/util/files.h"

namespace detox {
namespace {

namespace fs = std::filesystem;

/// FNV-1a, 64 bits: only spreads texts evenly; its values decide which prompts are held out and must not change.
std::uint64_t spread(std::string_view text) {
    std::uint64_t hash = 14695981039346656037U;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    return hash;
}

std::string fullText(const PromptRecord& record, const PromptConfig& config) {
    return config.includeContinuation ? record.text + record.continuation : record.text;
}

/// Filters and removes duplicates; what remains keeps the file's order.
std::vector<PromptRecord> keepWanted(PromptFile& file, const PromptConfig& config, PromptDrops& drops) {
    std::vector<PromptRecord> kept;
    std::unordered_set<std::string> seen;
    for (auto& record : file.records) {
        if (file.hasScores && !record.toxicity) {
            ++drops.withoutScore;
        } else if (file.hasScores && *record.toxicity <= config.minToxicity) {
            ++drops.belowThreshold;
        } else if (record.text = fullText(record, config); !seen.insert(record.text).second) {
            ++drops.duplicates;
        } else {
            kept.push_back(std::move(record));
        }
    }
    return kept;
}

/// Moves the last `count` of `from` out.
std::vector<PromptRecord> takeLast(std::vector<PromptRecord>& from, std::size_t count) {
    std::vector<PromptRecord> out(std::make_move_iterator(from.end() - static_cast<std::ptrdiff_t>(count)),
                                  std::make_move_iterator(from.end()));
    from.resize(from.size() - count);
    return out;
}

void splitByText(PromptSet& set, const PromptConfig& config) {
    const auto wanted = static_cast<std::size_t>(config.probePrompts) + static_cast<std::size_t>(config.testPrompts);
    const std::size_t heldOut = std::min(wanted, set.train.size() / 2);
    const std::size_t test = wanted == 0 ? 0 : heldOut * static_cast<std::size_t>(config.testPrompts) / wanted;
    std::sort(set.train.begin(), set.train.end(), [](const auto& a, const auto& b) {
        const auto x = spread(a.text);
        const auto y = spread(b.text);
        return x != y ? x < y : a.text < b.text;
    });
    set.test = takeLast(set.train, test);
    set.probe = takeLast(set.train, heldOut - test);
}

Result<std::vector<PromptRecord>> readHeldOut(const fs::path& file, const PromptConfig& config, int limit) {
    auto prompts = readPrompts(file, config);
    if (!prompts) return prompts.error();
    auto& records = prompts->records;
    for (auto& record : records) record.text = fullText(record, config);
    records.resize(std::min(records.size(), static_cast<std::size_t>(limit)));
    return std::move(records);
}

bool hasHeldOutFiles(const fs::path& file) {
    return file.filename() == "train.jsonl" && isThere(file.parent_path() / "probe.jsonl") &&
           isThere(file.parent_path() / "test.jsonl");
}

Result<void> readHeldOutFiles(PromptSet& set, const fs::path& folder, const PromptConfig& config) {
    auto probe = readHeldOut(folder / "probe.jsonl", config, config.probePrompts);
    if (!probe) return probe.error();
    auto test = readHeldOut(folder / "test.jsonl", config, config.testPrompts);
    if (!test) return test.error();
    set.probe = std::move(probe).value();
    set.test = std::move(test).value();
    return {};
}

Error nothingLeft(const fs::path& file, const PromptSet& set, const PromptConfig& config) {
    return invalidInput(file.string() + " leaves no prompt to train on: of " + std::to_string(set.read) + " read, " +
                        std::to_string(set.drops.withoutScore) + " have no toxicity score and " +
                        std::to_string(set.drops.belowThreshold) + " are not above " + toText(config.minToxicity) +
                        ". Lower 'Toxicity above' or choose another file.");
}

}  // namespace

std::string PromptSet::summary() const {
    const auto count = [](std::size_t n) { return std::to_string(n); };
    const std::int64_t dropped = drops.withoutScore + drops.belowThreshold + drops.duplicates + drops.unreadable;
    std::string text = count(train.size()) + " prompts to train on, " + count(probe.size()) + " to probe, " +
                       count(test.size()) + " to test";
    if (dropped == 0) return text + ".";
    return text + "; " + std::to_string(dropped) + " dropped: " + std::to_string(drops.belowThreshold) +
           " below the threshold, " + std::to_string(drops.withoutScore) + " without a score, " +
           std::to_string(drops.duplicates) + " twice, " + std::to_string(drops.unreadable) + " unreadable.";
}

Result<PromptSet> loadPromptSet(const fs::path& file, const PromptConfig& config) {
    auto prompts = readPrompts(file, config);
    if (!prompts) return prompts.error();
    PromptSet set;
    set.read = static_cast<std::int64_t>(prompts->records.size());
    set.report = prompts->report;
    set.drops.unreadable = prompts->report.skippedRows;
    set.train = keepWanted(*prompts, config, set.drops);
    if (set.train.empty()) return nothingLeft(file, set, config);
    if (!hasHeldOutFiles(file)) {
        splitByText(set, config);
    } else if (auto read = readHeldOutFiles(set, file.parent_path(), config); !read) {
        return read.error();
    }
    return set;
}

}  // namespace detox
