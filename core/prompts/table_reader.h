// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/util/result.h"

namespace detox {

/// One row of a table, whatever file it came from. JSON null and missing columns are the same: nothing.
class TableRow {
public:
    explicit TableRow(std::int64_t line) : m_line(line) {}

    /// Line of the file the row starts in; its index for a JSON array. 1-based.
    [[nodiscard]] std::int64_t line() const { return m_line; }
    /// Nested JSON objects are reached with dots: "prompt.text".
    [[nodiscard]] std::optional<std::string_view> text(std::string_view column) const;
    /// Nothing when missing or not a number.
    [[nodiscard]] std::optional<double> number(std::string_view column) const;
    [[nodiscard]] bool has(std::string_view column) const;
    [[nodiscard]] std::size_t columns() const { return m_cells.size(); }

    void add(std::string column, std::optional<std::string> value) {
        m_cells.emplace_back(std::move(column), std::move(value));
    }

private:
    std::int64_t m_line;
    std::vector<std::pair<std::string, std::optional<std::string>>> m_cells;
};

struct SkippedRow {
    std::int64_t line = 0;
    std::string reason;
};

/// What a reading left out.
struct ReadingReport {
    std::int64_t rows = 0;  ///< read
    std::int64_t skippedRows = 0;
    std::vector<SkippedRow> firstSkipped;  ///< at most 20

    void skip(std::int64_t line, std::string reason);
    /// "4 unreadable lines: line 7 is not valid JSON; …"; empty when nothing was skipped.
    [[nodiscard]] std::string summary() const;
};

/// Reads a table row by row: .jsonl, .ndjson, .json (an array), .csv, .tsv (both with a header line), .txt (column
/// "text"); another ending is told by its first character. Memory is bounded by one row except for .json. Empty lines
/// are not rows. `onRow` returns why the row is no good, or nothing.
[[nodiscard]] Result<ReadingReport> readTable(const std::filesystem::path& file,
                                              const std::function<std::optional<std::string>(const TableRow&)>& onRow);

}  // namespace detox
