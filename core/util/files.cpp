// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/files.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <utility>

namespace detox {
namespace {

Result<FileDescriptor> openFile(const std::filesystem::path& file, int flags, const char* verb) {
    const int fd = ::open(file.c_str(), flags | O_CLOEXEC, 0644);
    if (fd < 0) return ioError(std::string("Cannot ") + verb + " " + file.string(), errno);
    return FileDescriptor(fd);
}

Result<void> writeAndSync(const std::filesystem::path& file, std::string_view bytes) {
    auto fd = openFile(file, O_WRONLY | O_CREAT | O_TRUNC, "write");
    if (!fd) return fd.error();
    if (auto written = writeAll(fd->get(), bytes, file); !written) return written;
    if (::fsync(fd->get()) != 0) return ioError("Cannot write " + file.string() + " to the disk", errno);
    return {};
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    if (this != &other) FileDescriptor closing(std::exchange(m_fd, other.release()));
    return *this;
}

FileDescriptor::~FileDescriptor() {
    if (m_fd >= 0) ::close(m_fd);
}

int FileDescriptor::release() noexcept {
    return std::exchange(m_fd, -1);
}

Result<void> writeAll(int fd, std::string_view bytes, const std::filesystem::path& file) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return ioError("Cannot write " + file.string(), errno);
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
}

bool isThere(const std::filesystem::path& path) noexcept {
    std::error_code code;
    return std::filesystem::exists(path, code);
}

Result<std::string> readFile(const std::filesystem::path& file, std::size_t maxBytes) {
    auto fd = openFile(file, O_RDONLY, "open");
    if (!fd) return fd.error();
    struct stat info {};
    if (::fstat(fd->get(), &info) != 0) return ioError("Cannot read " + file.string(), errno);
    if (S_ISDIR(info.st_mode)) return invalidInput(file.string() + " is a folder, not a file.");
    if (static_cast<std::size_t>(info.st_size) > maxBytes) {
        return invalidInput(file.string() + " is larger than " + std::to_string(maxBytes >> 20U) + " MiB.");
    }
    std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t n = ::read(fd->get(), bytes.data() + done, bytes.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return ioError("Cannot read " + file.string(), errno);
        if (n == 0) break;
        done += static_cast<std::size_t>(n);
    }
    bytes.resize(done);
    return bytes;
}

Result<void> writeFileAtomically(const std::filesystem::path& file, std::string_view bytes) {
    const std::filesystem::path beside = file.string() + ".tmp-" + std::to_string(::getpid());
    if (auto written = writeAndSync(beside, bytes); !written) {
        ::unlink(beside.c_str());
        return written;
    }
    if (::rename(beside.c_str(), file.c_str()) != 0) {
        const int reason = errno;
        ::unlink(beside.c_str());
        return ioError("Cannot replace " + file.string(), reason);
    }
    return syncDirectory(file.has_parent_path() ? file.parent_path() : std::filesystem::path("."));
}

Result<void> syncFile(const std::filesystem::path& file) {
    auto fd = openFile(file, O_RDONLY, "open");
    if (!fd) return fd.error();
    if (::fsync(fd->get()) != 0) return ioError("Cannot write " + file.string() + " to the disk", errno);
    return {};
}

Result<void> syncDirectory(const std::filesystem::path& folder) {
    auto fd = openFile(folder, O_RDONLY | O_DIRECTORY, "open the folder");
    if (!fd) return fd.error();
    if (::fsync(fd->get()) != 0) return ioError("Cannot write the folder " + folder.string() + " to the disk", errno);
    return {};
}

Result<void> createDirectories(const std::filesystem::path& folder) {
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code) return ioError("Cannot make the folder " + folder.string(), code.value());
    return {};
}

Result<std::size_t> freeBytes(const std::filesystem::path& path) {
    std::filesystem::path existing = std::filesystem::absolute(path);
    std::error_code code;
    while (!std::filesystem::exists(existing, code) && existing.has_relative_path()) existing = existing.parent_path();
    struct statvfs info {};
    if (::statvfs(existing.c_str(), &info) != 0)
        return ioError("Cannot ask for the free space of " + path.string(), errno);
    return static_cast<std::size_t>(info.f_bavail) * info.f_frsize;
}

}  // namespace detox
