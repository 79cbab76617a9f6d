// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/foreign_file.h"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace detox {
namespace fs = std::filesystem;

namespace {

std::string sizeOf(std::uint64_t have, std::uint64_t need) {
    constexpr std::uint64_t kMega = 1'000'000;
    if (need < 10 * kMega) return std::to_string(have) + " of " + std::to_string(need) + " bytes";
    return std::to_string(have / kMega) + " of " + std::to_string(need / kMega) + " MB";
}

}  // namespace

Result<OpenFile> openRegular(const fs::path& file) {
    FileDescriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (fd.get() < 0) return ioError("Cannot open " + file.string(), errno);
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0) return ioError("Cannot read " + file.string(), errno);
    if (!S_ISREG(info.st_mode)) return invalidInput(file.string() + " is not a regular file.");
    return OpenFile{std::move(fd), static_cast<std::uint64_t>(info.st_size)};
}

Result<std::size_t> readAt(int fd, std::uint64_t offset, std::span<std::byte> destination, const fs::path& file) {
    std::size_t done = 0;
    while (done < destination.size()) {
        const ssize_t n =
            ::pread(fd, destination.data() + done, destination.size() - done, static_cast<off_t>(offset + done));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return ioError("Cannot read " + file.string(), errno);
        if (n == 0) break;
        done += static_cast<std::size_t>(n);
    }
    return done;
}

Error broken(const fs::path& file, const std::string& reason) {
    return invalidInput(file.string() + " " + reason + ". Copy or download the file again.");
}

Error cutShort(const fs::path& file, std::uint64_t have, std::uint64_t need) {
    return invalidInput(file.string() + " ends after " + sizeOf(have, need) + ". Copy or download it again.");
}

}  // namespace detox
