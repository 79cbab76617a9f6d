// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prompts/table_reader.h"

#include <algorithm>
#include <charconv>

#include "core/prompts/csv_parser.h"
#include "core/prompts/line_reader.h"
#include "core/util/json.h"
#include "core/util/utf8.h"

namespace detox {
namespace {

constexpr std::size_t kReportedRows = 20;
constexpr std::size_t kMaxColumnBytes = 1024;  ///< of a nested value's keys together
constexpr std::size_t kArrayFileBytes = 512U << 20U;

using OnRow = std::function<std::optional<std::string>(const TableRow&)>;

bool isBlank(std::string_view text) {
    return text.find_first_not_of(" \t") == std::string_view::npos;
}

/// Why a line cannot be text; empty when it can.
std::string textProblem(const Line& line) {
    if (line.tooLong) return "the line is longer than 8 MiB";
    if (line.text.find('\0') != std::string_view::npos) return "the line holds NUL bytes";
    if (!utf8::isValid(line.text)) return "the line is not valid UTF-8";
    return {};
}

/// Puts an object's values into a row, those of nested objects under all their keys. Why not; empty when it did.
std::string addCells(TableRow& row, const std::string& prefix, const Json& object) {
    for (const auto& [key, value] : object.items()) {
        if (prefix.size() + key.size() > kMaxColumnBytes) return "has a key that is too long";
        std::string problem;
        if (value.is_object()) {
            problem = addCells(row, prefix + key + ".", value);
        } else if (row.columns() == kMaxColumns) {
            problem = "has more than " + std::to_string(kMaxColumns) + " values";
        } else if (value.is_null()) {
            row.add(prefix + key, std::nullopt);
        } else {
            row.add(prefix + key, value.is_string() ? value.get<std::string>() : value.dump());
        }
        if (!problem.empty()) return problem;
    }
    return {};
}

class Reading {
public:
    explicit Reading(const OnRow& onRow) : m_onRow(onRow) {}

    void offer(const TableRow& row) {
        if (auto problem = m_onRow(row)) return report.skip(row.line(), *problem);
        ++report.rows;
    }

    void offerJson(std::int64_t line, const Json& value) {
        TableRow row(line);
        if (value.is_string()) {
            row.add("text", value.get<std::string>());
        } else if (value.is_object()) {
            if (std::string problem = addCells(row, "", value); !problem.empty()) {
                return report.skip(line, std::move(problem));
            }
        } else {
            return report.skip(line, "the record is neither an object nor text");
        }
        offer(row);
    }

    Result<ReadingReport> jsonLines(LineReader& lines) {
        return eachLine(lines, [&](const Line& line) {
            auto json = parseJson(line.text, "the line");
            if (!json) return report.skip(line.number, "the line is not a JSON record");
            offerJson(line.number, *json);
        });
    }

    Result<ReadingReport> plainLines(LineReader& lines) {
        return eachLine(lines, [&](const Line& line) {
            TableRow row(line.number);
            row.add("text", std::string(line.text));
            offer(row);
        });
    }

    Result<ReadingReport> jsonArray(const std::filesystem::path& file) {
        auto json = readJson(file, {.maxBytes = kArrayFileBytes});
        if (!json) return json.error();
        if (!json->is_array()) return invalidInput(file.string() + " must hold a JSON array of records.");
        std::int64_t index = 0;
        for (const auto& value : *json) offerJson(++index, value);
        return std::move(report);
    }

    Result<ReadingReport> delimited(LineReader& lines, char delimiter) {
        CsvParser parser(lines, delimiter);
        auto header = parser.next();
        if (!header) return header.error();
        if (!header->has_value()) return std::move(report);
        if (!(*header)->problem.empty()) {
            return invalidInput(lines.file().string() + ": the header line cannot be read: " + (*header)->problem +
                                ".");
        }
        const auto& columns = (*header)->fields;
        while (true) {
            auto record = parser.next();
            if (!record) return record.error();
            if (!record->has_value()) return std::move(report);
            offerRecord(**record, columns);
        }
    }

    ReadingReport report;

private:
    template <class F>
    Result<ReadingReport> eachLine(LineReader& lines, F&& use) {
        while (true) {
            auto line = lines.next();
            if (!line) return line.error();
            if (!line->has_value()) return std::move(report);
            if (isBlank((*line)->text) && !(*line)->tooLong) continue;
            if (std::string problem = textProblem(**line); !problem.empty()) {
                report.skip((*line)->number, std::move(problem));
            } else {
                use(**line);
            }
        }
    }

    void offerRecord(const CsvRecord& record, const std::vector<std::string>& columns) {
        if (!record.problem.empty()) return report.skip(record.line, record.problem);
        if (record.fields.size() == 1 && isBlank(record.fields[0])) return;
        if (record.fields.size() != columns.size()) {
            return report.skip(record.line, "has " + std::to_string(record.fields.size()) + " fields, the header has " +
                                                std::to_string(columns.size()));
        }
        TableRow row(record.line);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (!utf8::isValid(record.fields[i])) return report.skip(record.line, "the line is not valid UTF-8");
            row.add(columns[i], record.fields[i]);
        }
        offer(row);
    }

    const OnRow& m_onRow;
};

/// The kind of a file whose ending says nothing, by its first character that is no space.
std::string sniffedEnding(const std::filesystem::path& file) {
    auto lines = LineReader::open(file);
    if (!lines) return {};
    auto line = lines->next();
    if (!line || !line->has_value()) return ".txt";
    const std::size_t first = (*line)->text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return ".txt";
    const char c = (*line)->text[first];
    return c == '{' ? ".jsonl" : c == '[' ? ".json" : ".txt";
}

std::string endingOf(const std::filesystem::path& file) {
    std::string ending = file.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    for (const char* known : {".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".txt"}) {
        if (ending == known) return ending;
    }
    return sniffedEnding(file);
}

}  // namespace

std::optional<std::string_view> TableRow::text(std::string_view column) const {
    for (const auto& [name, value] : m_cells) {
        if (name == column) return value ? std::optional<std::string_view>(*value) : std::nullopt;
    }
    return std::nullopt;
}

std::optional<double> TableRow::number(std::string_view column) const {
    const auto cell = text(column);
    double value = 0;
    if (!cell) return std::nullopt;
    const auto [end, code] = std::from_chars(cell->data(), cell->data() + cell->size(), value);
    return code == std::errc() && end == cell->data() + cell->size() ? std::optional(value) : std::nullopt;
}

bool TableRow::has(std::string_view column) const {
    return std::any_of(m_cells.begin(), m_cells.end(), [&](const auto& cell) { return cell.first == column; });
}

void ReadingReport::skip(std::int64_t line, std::string reason) {
    ++skippedRows;
    if (firstSkipped.size() < kReportedRows) firstSkipped.push_back({line, std::move(reason)});
}

std::string ReadingReport::summary() const {
    if (skippedRows == 0) return {};
    std::string text = std::to_string(skippedRows) + (skippedRows == 1 ? " unreadable line" : " unreadable lines");
    for (std::size_t i = 0; i < std::min<std::size_t>(3, firstSkipped.size()); ++i) {
        text += (i == 0 ? ": line " : "; line ") + std::to_string(firstSkipped[i].line) + ": " + firstSkipped[i].reason;
    }
    return text + (skippedRows > 3 ? "; …" : "");
}

Result<ReadingReport> readTable(const std::filesystem::path& file, const OnRow& onRow) {
    auto lines = LineReader::open(file);
    if (!lines) return lines.error();
    const std::string ending = endingOf(file);
    Reading reading(onRow);
    if (ending == ".json") return reading.jsonArray(file);
    if (ending == ".jsonl" || ending == ".ndjson") return reading.jsonLines(*lines);
    if (ending == ".csv" || ending == ".tsv") return reading.delimited(*lines, ending == ".csv" ? ',' : '\t');
    return reading.plainLines(*lines);
}

}  // namespace detox
