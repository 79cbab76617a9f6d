// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "core/util/files.h"
#include "core/util/json.h"

namespace detox {

/// How a started program ended.
struct Ended {
    int code = 0;
    std::string out;
    std::string err;

    /// The last line of stdout as JSON.
    [[nodiscard]] Json lastLine() const;
    /// Every line of stdout as JSON.
    [[nodiscard]] std::vector<Json> lines() const;
};

/// A started program of the build, `detox` unless named. Reads its stdout line by line; stderr goes to a file.
class Program {
public:
    explicit Program(const std::vector<std::string>& arguments, const std::string& name = "detox");
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    ~Program();

    /// The next line of stdout; nothing once the program closed it.
    std::optional<std::string> nextLine();
    void send(int signal) const;
    /// Waits until stderr contains `part`; false once the program has ended without it.
    [[nodiscard]] bool complainsOf(const std::string& part) const;
    /// Takes the rest of its output and waits for its end.
    Ended wait();

private:
    bool fill();

    pid_t m_pid = -1;
    FileDescriptor m_out;
    FileDescriptor m_err;
    std::string m_all;       // stdout so far
    std::size_t m_read = 0;  // handed out by nextLine()
};

/// Runs `detox` with `arguments` to its end.
[[nodiscard]] Ended detoxProgram(const std::vector<std::string>& arguments);

}  // namespace detox
