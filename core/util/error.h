// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <string>
#include <utility>

namespace detox {

/// What kind of failure, for callers that react differently; the sentence is for people.
enum class ErrorKind {
    InvalidInput,  ///< a file, setting or argument is wrong; the user can mend it
    NotFound,      ///< a named file, folder, run or model does not exist
    Io,            ///< the operating system refused (permission, read error)
    DiskFull,      ///< nothing more fits on a disk; the same may succeed once there is room
    Unsupported,   ///< well-formed, but a kind this program does not handle
    Cancelled,     ///< the user asked to stop
    OutOfMemory,
    Internal,  ///< a defect of this program or of a library under it
};

/// One clear sentence naming what, where and what to do. The root of everything the engine throws; elsewhere it
/// travels inside Result<T>.
class Error : public std::exception {
public:
    Error(ErrorKind kind, std::string message) : m_kind(kind), m_message(std::move(message)) {}

    [[nodiscard]] ErrorKind kind() const noexcept { return m_kind; }
    [[nodiscard]] const std::string& message() const noexcept { return m_message; }
    [[nodiscard]] const char* what() const noexcept override { return m_message.c_str(); }

private:
    ErrorKind m_kind;
    std::string m_message;
};

[[nodiscard]] inline Error invalidInput(std::string message) {
    return {ErrorKind::InvalidInput, std::move(message)};
}
[[nodiscard]] inline Error notFound(std::string message) {
    return {ErrorKind::NotFound, std::move(message)};
}
[[nodiscard]] inline Error unsupported(std::string message) {
    return {ErrorKind::Unsupported, std::move(message)};
}
[[nodiscard]] inline Error internalError(std::string message) {
    return {ErrorKind::Internal, std::move(message)};
}
[[nodiscard]] inline Error cancelled() {
    return {ErrorKind::Cancelled, "Stopped on request."};
}

/// An Io error, or DiskFull, that ends with the operating system's reason for errno value `code`.
[[nodiscard]] Error ioError(const std::string& what, int code);

}  // namespace detox
