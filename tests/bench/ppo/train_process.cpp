// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ppo/train_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/util/error.h"
#include "core/util/files.h"

extern char** environ;

namespace detox::bench {
namespace {

namespace fs = std::filesystem;

struct Child {
    pid_t pid = 0;
    FileDescriptor out;
};

Child start(const fs::path& program, const std::vector<std::string>& arguments, const fs::path& log) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw ioError("Cannot make a pipe", errno);
    Child child{.out = FileDescriptor(pipe[0])};
    const FileDescriptor writeEnd(pipe[1]);
    std::vector<char*> argv{const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, writeEnd.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    const int failed = ::posix_spawn(&child.pid, program.c_str(), &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw ioError("Cannot start " + program.string(), failed);
    return child;
}

/// getline's, which grows.
struct Line {
    ~Line() { std::free(text); }

    char* text = nullptr;
    std::size_t size = 0;
};

/// The peak so far; 0 of a process that has ended. Not wait4's ru_maxrss: that begins with the parent's peak.
double peakBytesOf(pid_t process) {
    std::ifstream in("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("VmHWM:")) return 1024 * std::stod(line.substr(6));
    }
    return 0;
}

}  // namespace

TrainedRun runTraining(const fs::path& program, const std::vector<std::string>& arguments, const fs::path& log) {
    Child child = start(program, arguments, log);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(::fdopen(child.out.release(), "r"), &std::fclose);
    TrainedRun run;
    ProcessorMeter meter;
    meter.watch(child.pid);
    meter.start();
    for (Line line; ::getline(&line.text, &line.size, out.get()) > 0;) {
        run.peakBytes = std::max(run.peakBytes, peakBytesOf(child.pid));
        const Json json = Json::parse(line.text, nullptr, false);
        if (!json.is_object() || !json.contains("metrics")) continue;
        run.updates.push_back({json.at("metrics").get<std::map<std::string, double>>(), meter.read()});
        meter.start();
    }
    int status = 0;
    ::waitpid(child.pid, &status, 0);
    if (status != 0) throw internalError(program.string() + " failed: " + readFile(log).orThrow());
    return run;
}

}  // namespace detox::bench
