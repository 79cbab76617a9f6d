// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/zip_directory.h"

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_set>
#include <zip.h>

#include "core/checkpoint/foreign_file.h"
#include "core/util/checked_math.h"
#include "core/util/log.h"
#include "core/util/utf8.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

constexpr zip_int64_t kMaxEntries = 200'000;

/// What libzip reads the file through, so that it uses our descriptor and we see where it reads.
struct Window {
    const OpenFile& open;
    const fs::path& file;
    std::uint64_t position = 0;
    std::uint64_t lastRead = 0;  ///< where the last read began
    zip_error_t error{};
};

zip_int64_t readWindow(Window& window, void* data, zip_uint64_t length) {
    const auto want = std::min<std::uint64_t>(length, window.open.bytes - window.position);
    const auto got = readAt(window.open.fd.get(), window.position, {static_cast<std::byte*>(data), want}, window.file);
    if (!got) {
        zip_error_set(&window.error, ZIP_ER_READ, 0);
        return -1;
    }
    window.lastRead = window.position;
    window.position += got.value();
    return static_cast<zip_int64_t>(got.value());
}

zip_int64_t seekWindow(Window& window, void* data, zip_uint64_t length) {
    const auto offset = zip_source_seek_compute_offset(window.position, window.open.bytes, data, length, &window.error);
    if (offset < 0) return -1;
    window.position = static_cast<std::uint64_t>(offset);
    return 0;
}

zip_int64_t statWindow(const Window& window, void* data) {
    auto* stat = static_cast<zip_stat_t*>(data);
    zip_stat_init(stat);
    stat->size = window.open.bytes;
    stat->valid |= ZIP_STAT_SIZE;
    return sizeof(*stat);
}

/// A zip_source_callback.
zip_int64_t answer(void* state, void* data, zip_uint64_t length, zip_source_cmd_t command) {
    Window& window = *static_cast<Window*>(state);
    switch (command) {
        case ZIP_SOURCE_SUPPORTS:
            return ZIP_SOURCE_SUPPORTS_SEEKABLE;
        case ZIP_SOURCE_OPEN:
            window.position = 0;
            return 0;
        case ZIP_SOURCE_READ:
            return readWindow(window, data, length);
        case ZIP_SOURCE_SEEK:
            return seekWindow(window, data, length);
        case ZIP_SOURCE_TELL:
            return static_cast<zip_int64_t>(window.position);
        case ZIP_SOURCE_STAT:
            return statWindow(window, data);
        case ZIP_SOURCE_ERROR:
            return zip_error_to_data(&window.error, data, length);
        case ZIP_SOURCE_CLOSE:
        case ZIP_SOURCE_FREE:
            return 0;
        default:
            zip_error_set(&window.error, ZIP_ER_OPNOTSUPP, 0);
            return -1;
    }
}

struct DiscardArchive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, DiscardArchive>;

Error entryProblem(const fs::path& file, const std::string& name, const std::string& reason) {
    return broken(file, "has the entry " + log::quoted(name) + ", which " + reason);
}

/// The directory is followed by its end records alone (APPNOTE 4.3.14 to 4.3.16), so that no reader finds another
/// archive in the file; libzip would accept a gap.
Result<void> checkEnd(const OpenFile& open, const fs::path& file) {
    constexpr std::uint64_t kEnd = 22;
    constexpr std::uint64_t kEnd64 = 56 + 20;  // record and locator
    std::array<std::byte, kEnd64 + kEnd> tail{};
    const std::uint64_t bytes = std::min<std::uint64_t>(open.bytes, tail.size());
    const auto got = readAt(open.fd.get(), open.bytes - bytes, std::span(tail).last(bytes), file);
    if (!got) return got.error();
    const auto number = [&](std::size_t at, std::size_t width) {
        std::uint64_t value = 0;
        for (std::size_t i = width; i-- > 0;) value = value << 8U | std::to_integer<std::uint64_t>(tail[at + i]);
        return value;
    };
    // PyTorch writes the records of large archives into small ones too; they count where the plain numbers are full.
    constexpr std::uint32_t kFull = 0xFFFFFFFF;
    const bool has64 = number(0, 4) == 0x06064b50;
    const bool uses64 = has64 && (number(kEnd64 + 12, 4) == kFull || number(kEnd64 + 16, 4) == kFull);
    const auto directory = uses64 ? checkedAdd(number(40, 8), number(48, 8))
                                  : std::optional(number(kEnd64 + 12, 4) + number(kEnd64 + 16, 4));
    const auto end = directory ? checkedAdd(*directory, kEnd + (has64 ? kEnd64 : 0)) : std::nullopt;
    if (number(kEnd64, 4) == 0x06054b50 && end == open.bytes) return {};
    return broken(file, "does not end where its zip archive ends");
}

Result<Archive> openArchive(Window& window) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_function_create(answer, &window, &error);
    zip_t* archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    if (archive != nullptr) return Archive(archive);
    const std::string reason =
        zip_error_code_zip(&error) == ZIP_ER_EXISTS ? "a name occurs twice" : std::string(zip_error_strerror(&error));
    zip_source_free(source);
    zip_error_fini(&error);
    return broken(window.file, "is a damaged zip archive (" + reason + ")");
}

/// "a/b.c": no way out of the archive's own folder.
bool isRelativePath(std::string_view name) {
    if (name.empty() || name.size() > 4096 || name.front() == '/' || !utf8::isValid(name)) return false;
    if (name.find('\\') != name.npos || name.find(':') != name.npos) return false;
    const std::string framed = "/" + std::string(name) + "/";
    return framed.find("/../") == framed.npos && framed.find("/./") == framed.npos;
}

/// Where an entry's bytes begin: where libzip reads the first of them, as they are in the file.
Result<std::uint64_t> placeOf(zip_t* archive, zip_uint64_t index, const std::string& name, const Window& window) {
    zip_file_t* entry = zip_fopen_index(archive, index, ZIP_FL_COMPRESSED);
    if (entry == nullptr) return entryProblem(window.file, name, "cannot be opened");
    char first = 0;
    const zip_int64_t got = zip_fread(entry, &first, 1);
    zip_fclose(entry);
    if (got != 1) return entryProblem(window.file, name, "cannot be read");
    return window.lastRead;
}

Result<ZipEntry> readEntry(zip_t* archive, zip_uint64_t index, const Window& window) {
    constexpr zip_uint64_t kNeeded =
        ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_CRC | ZIP_STAT_COMP_METHOD;
    zip_stat_t stat;
    if (zip_stat_index(archive, index, ZIP_FL_ENC_RAW, &stat) != 0 || (stat.valid & kNeeded) != kNeeded) {
        return broken(window.file, "has entry " + std::to_string(index) + " of its zip archive without its size");
    }
    ZipEntry entry{stat.name, 0, stat.size, stat.crc};
    if (!isRelativePath(entry.name)) return entryProblem(window.file, entry.name, "is not a path below the archive");
    const bool encrypted = (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE;
    if (encrypted) return entryProblem(window.file, entry.name, "is encrypted");
    if (stat.comp_method != ZIP_CM_STORE || stat.comp_size != stat.size) {
        return entryProblem(window.file, entry.name, "is compressed; PyTorch stores its entries as they are");
    }
    if (entry.bytes == 0) return entry;
    const auto begin = placeOf(archive, index, entry.name, window);
    if (!begin) return begin.error();
    entry.begin = begin.value();
    if (entry.bytes > window.open.bytes - entry.begin) {
        return entryProblem(window.file, entry.name, "reaches past the end of the file");
    }
    return entry;
}

Result<void> checkTogether(const std::vector<ZipEntry>& entries, const fs::path& file) {
    std::unordered_set<std::string_view> names;
    std::vector<const ZipEntry*> placed;
    for (const auto& entry : entries) {
        if (!names.insert(entry.name).second) return entryProblem(file, entry.name, "occurs twice");
        if (entry.bytes > 0) placed.push_back(&entry);
    }
    std::sort(placed.begin(), placed.end(), [](const auto* a, const auto* b) { return a->begin < b->begin; });
    for (std::size_t i = 1; i < placed.size(); ++i) {
        if (placed[i - 1]->begin + placed[i - 1]->bytes > placed[i]->begin) {
            return entryProblem(file, placed[i]->name, "overlaps the entry before it");
        }
    }
    return {};
}

}  // namespace

Result<std::vector<ZipEntry>> readZipDirectory(const OpenFile& open, const fs::path& file) {
    if (auto whole = checkEnd(open, file); !whole) return whole.error();
    Window window{open, file};
    const auto archive = openArchive(window);
    if (!archive) return archive.error();
    const zip_int64_t count = zip_get_num_entries(archive->get(), 0);
    if (count > kMaxEntries) return broken(file, "is a zip archive of more than 200000 entries");
    std::vector<ZipEntry> entries;
    for (zip_int64_t i = 0; i < count; ++i) {
        auto entry = readEntry(archive->get(), static_cast<zip_uint64_t>(i), window);
        if (!entry) return entry.error();
        entries.push_back(std::move(*entry));
    }
    if (auto fit = checkTogether(entries, file); !fit) return fit.error();
    return entries;
}

}  // namespace detox
