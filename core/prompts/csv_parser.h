// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/prompts/line_reader.h"

namespace detox {

inline constexpr std::size_t kMaxColumns = 4096;  ///< of a table

struct CsvRecord {
    std::int64_t line = 0;  ///< where it starts
    std::vector<std::string> fields;
    std::string problem;  ///< not empty: the record is unreadable and why
};

/// Records of RFC 4180 (quotes, doubled quotes, line breaks inside quotes), with any one-byte delimiter.
class CsvParser {
public:
    CsvParser(LineReader& lines, char delimiter) : m_lines(lines), m_delimiter(delimiter) {}

    /// The next record; nothing at the end. An unclosed quote ends at kMaxLineBytes or the file's end as a problem;
    /// so does a record of more than kMaxColumns fields.
    [[nodiscard]] Result<std::optional<CsvRecord>> next();

private:
    LineReader& m_lines;
    char m_delimiter;
};

}  // namespace detox
