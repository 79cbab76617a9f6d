// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prompts/csv_parser.h"

namespace detox {
namespace {

/// Feeds lines into one record until its quotes are closed.
class RecordBuilder {
public:
    RecordBuilder(CsvRecord& record, char delimiter) : m_record(record), m_delimiter(delimiter) {}

    /// True when the record goes on in the next line.
    bool addLine(std::string_view line) {
        if (m_quoted) m_field += '\n';
        for (std::size_t i = 0; i < line.size(); ++i) {
            const char c = line[i];
            if (m_quoted) {
                if (c != '"') {
                    m_field += c;
                } else if (i + 1 < line.size() && line[i + 1] == '"') {
                    m_field += line[++i];
                } else {
                    m_quoted = false;
                }
            } else if (c == m_delimiter) {
                finishField();
            } else if (c == '"' && m_field.empty()) {
                m_quoted = true;
            } else {
                m_field += c;
            }
        }
        if (!m_quoted) finishField();
        return m_quoted;
    }

    /// Why the record is no use; empty while it is.
    [[nodiscard]] std::string problem() const {
        if (m_tooMany) return "has more than " + std::to_string(kMaxColumns) + " fields";
        return m_bytes + m_field.size() > LineReader::kMaxLineBytes ? "a quote is never closed" : "";
    }

private:
    void finishField() {
        m_tooMany = m_record.fields.size() == kMaxColumns;
        if (m_tooMany) return m_field.clear();
        m_bytes += m_field.size();
        m_record.fields.push_back(std::move(m_field));
        m_field.clear();
    }

    CsvRecord& m_record;
    char m_delimiter;
    std::string m_field;
    std::size_t m_bytes = 0;  ///< of the finished fields
    bool m_quoted = false;
    bool m_tooMany = false;
};

}  // namespace

Result<std::optional<CsvRecord>> CsvParser::next() {
    CsvRecord record;
    RecordBuilder builder(record, m_delimiter);
    for (bool open = true; open;) {
        auto line = m_lines.next();
        if (!line) return line.error();
        if (!line->has_value()) {
            if (record.line == 0) return std::optional<CsvRecord>();
            record.problem = "a quote is never closed";
            break;
        }
        if (record.line == 0) record.line = (*line)->number;
        if ((*line)->tooLong) {
            record.problem = "the line is too long";
            break;
        }
        open = builder.addLine((*line)->text);
        record.problem = builder.problem();
        if (!record.problem.empty()) break;
    }
    return std::optional<CsvRecord>(std::move(record));
}

}  // namespace detox
