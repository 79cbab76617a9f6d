// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prompts/line_reader.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace detox {
namespace {

constexpr std::size_t kChunkBytes = 256U << 10U;

/// What a file that is no text is, by its first bytes; empty for text.
std::string foreignKind(std::string_view head) {
    if (head.starts_with("PAR1")) return "is a Parquet file, which is not read here. Take the data set's JSONL file";
    if (head.starts_with("\x1F\x8B")) return "is compressed. Unpack it with gunzip first";
    if (head.starts_with("PK\x03\x04")) return "is a zip archive. Unpack it first";
    if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) return "is UTF-16. Save it as UTF-8";
    return {};
}

}  // namespace

LineReader::LineReader(FileDescriptor descriptor, std::filesystem::path file)
    : m_descriptor(std::move(descriptor)), m_file(std::move(file)) {}

Result<LineReader> LineReader::open(const std::filesystem::path& file) {
    FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (descriptor.get() < 0) return ioError("Cannot open " + file.string(), errno);
    struct stat info {};
    if (::fstat(descriptor.get(), &info) == 0 && S_ISDIR(info.st_mode)) {
        return invalidInput(file.string() + " is a folder; choose a file in it.");
    }
    LineReader reader(std::move(descriptor), file);
    if (auto filled = reader.fill(); !filled) return filled.error();
    if (const std::string kind = foreignKind(reader.m_buffer); !kind.empty()) {
        return unsupported(file.string() + " " + kind + ".");
    }
    if (reader.m_buffer.starts_with("\xEF\xBB\xBF")) reader.m_begin = 3;
    return reader;
}

Result<bool> LineReader::fill() {
    if (m_atEnd) return false;
    m_buffer.erase(0, std::exchange(m_begin, 0));
    const std::size_t had = m_buffer.size();
    m_buffer.resize(had + kChunkBytes);
    ssize_t got = 0;
    do {
        got = ::read(m_descriptor.get(), m_buffer.data() + had, kChunkBytes);
    } while (got < 0 && errno == EINTR);
    const int reason = errno;
    m_buffer.resize(had + static_cast<std::size_t>(got < 0 ? 0 : got));
    if (got < 0) return ioError("Cannot read " + m_file.string(), reason);
    m_atEnd = got == 0;
    return !m_atEnd;
}

Result<std::optional<Line>> LineReader::next() {
    Line line{.number = ++m_number};
    std::size_t searched = m_begin;
    std::size_t end = std::string::npos;
    while ((end = m_buffer.find('\n', searched)) == std::string::npos && !m_atEnd) {
        if (m_buffer.size() - m_begin > kMaxLineBytes) {
            line.tooLong = true;
            m_begin = m_buffer.size() - 1;  // drops what was read: only that the line is too long is of use
        }
        searched = m_buffer.size() - m_begin;
        if (auto filled = fill(); !filled) return filled.error();
    }
    if (m_begin >= m_buffer.size()) return std::optional<Line>();
    const std::size_t stop = end == std::string::npos ? m_buffer.size() : end;
    line.text = std::string_view(m_buffer).substr(m_begin, stop - m_begin);
    if (line.text.ends_with('\r')) line.text.remove_suffix(1);
    m_begin = end == std::string::npos ? m_buffer.size() : end + 1;
    return std::optional<Line>(line);
}

}  // namespace detox
