// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/util/files.h"
#include "core/util/result.h"

namespace detox {

struct Line {
    std::int64_t number = 0;  ///< 1-based
    std::string_view text;    ///< without line end; valid until the next call
    bool tooLong = false;     ///< longer than kMaxLineBytes: `text` is its beginning
};

/// Lines of a text file, LF or CRLF, in memory bounded by kMaxLineBytes however long a line is.
class LineReader {
public:
    static constexpr std::size_t kMaxLineBytes = 8U << 20U;

    /// Skips a UTF-8 byte order mark. UTF-16 and compressed or columnar files are refused by name.
    [[nodiscard]] static Result<LineReader> open(const std::filesystem::path& file);

    /// The next line; nothing at the end.
    [[nodiscard]] Result<std::optional<Line>> next();

    [[nodiscard]] const std::filesystem::path& file() const { return m_file; }

private:
    LineReader(FileDescriptor descriptor, std::filesystem::path file);
    [[nodiscard]] Result<bool> fill();

    FileDescriptor m_descriptor;
    std::filesystem::path m_file;
    std::string m_buffer;  // bytes read and not yet handed out, from m_begin
    std::size_t m_begin = 0;
    std::int64_t m_number = 0;
    bool m_atEnd = false;
};

}  // namespace detox
