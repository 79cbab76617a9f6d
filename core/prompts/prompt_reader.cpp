// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prompts/prompt_reader.h"

#include <string_view>

namespace detox {
namespace {

using Columns = std::vector<std::string_view>;

/// The columns to look for, in order; a name given by the user stands alone.
Columns columnsOr(const std::string& given, Columns usual) {
    return given.empty() ? usual : Columns{given};
}

std::optional<std::string_view> firstText(const TableRow& row, const Columns& columns) {
    for (const auto column : columns) {
        if (auto text = row.text(column)) return text;
    }
    return std::nullopt;
}

std::string list(const Columns& columns) {
    std::string out;
    for (const auto column : columns) out += (out.empty() ? "'" : "', '") + std::string(column);
    return out + "'";
}

}  // namespace

Result<PromptFile> readPrompts(const std::filesystem::path& file, const PromptConfig& config) {
    const Columns textColumns = columnsOr(config.textColumn, {"prompt.text", "prompt", "text"});
    const Columns toxicityColumns = columnsOr(config.toxicityColumn, {"prompt.toxicity", "toxicity"});
    PromptFile out;
    auto report = readTable(file, [&](const TableRow& row) -> std::optional<std::string> {
        const auto text = firstText(row, textColumns);
        if (!text || text->empty()) return "has no text in " + list(textColumns);
        PromptRecord record{.line = row.line(), .text = std::string(*text)};
        record.continuation = std::string(row.text("continuation.text").value_or(""));
        for (const auto column : toxicityColumns) {
            out.hasScores = out.hasScores || row.has(column);
            if (!record.toxicity) record.toxicity = row.number(column);
        }
        out.records.push_back(std::move(record));
        return std::nullopt;
    });
    if (!report) return report.error();
    out.report = std::move(report).value();
    if (!out.records.empty()) return out;
    if (out.report.skippedRows == 0) return invalidInput(file.string() + " is empty. Choose a file with prompts.");
    return invalidInput(file.string() + " has no prompt that can be read: " + out.report.summary() + ".");
}

}  // namespace detox
