// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/data_folder_lock.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <unistd.h>

namespace detox {
namespace {

constexpr std::size_t kMaxProcessIdDigits = 10;

void writeHolder(int fd) {
    const std::string text = std::to_string(::getpid());
    // The lock is the flock, not the text: a full disk only makes the sentence for others less exact.
    if (::ftruncate(fd, 0) == 0) [[maybe_unused]]
        const auto written = ::pwrite(fd, text.data(), text.size(), 0);
}

}  // namespace

Result<std::optional<DataFolderLock>> DataFolderLock::tryTake(const std::filesystem::path& file) {
    FileDescriptor fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (fd.get() < 0) return ioError("Cannot open the lock file " + file.string(), errno);
    while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return std::optional<DataFolderLock>();
        if (errno != EINTR) return ioError("Cannot lock " + file.string(), errno);
    }
    writeHolder(fd.get());
    return std::optional(DataFolderLock(std::move(fd)));
}

std::string DataFolderLock::holder(const std::filesystem::path& file) {
    auto text = readFile(file, 1U << 20U);
    const bool isNumber = text && !text->empty() && text->size() <= kMaxProcessIdDigits &&
                          std::all_of(text->begin(), text->end(), [](unsigned char c) { return std::isdigit(c); });
    return isNumber ? "process " + *text : "another program";
}

}  // namespace detox
