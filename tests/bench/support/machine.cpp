// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/support/machine.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

#include "core/util/files.h"
#include "core/util/version.h"

namespace detox::bench {
namespace {

/// What /proc/cpuinfo says of the first processor; empty: nothing.
std::string processorFact(std::string_view name) {
    std::ifstream in("/proc/cpuinfo");
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with(name)) return line.substr(std::min(line.size(), line.find(':') + 2));
    }
    return {};
}

std::string processorName() {
    const std::string name = processorFact("model name");
    return name.empty() ? "unknown" : name;
}

std::string utcDate() {
    const std::time_t now = std::time(nullptr);
    std::array<char, 32> text{};
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

double cpuSeconds(int who) {
    rusage usage{};
    ::getrusage(who, &usage);
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double ticksPerSecond() {
    return static_cast<double>(::sysconf(_SC_CLK_TCK));
}

/// Of a process that still is; 0 of none.
double cpuSecondsOf(pid_t process) {
    // pid (name) state … utime stime as fields 14 and 15 (proc_pid_stat(5)); a name may hold anything.
    std::ifstream in("/proc/" + std::to_string(process) + "/stat");
    std::string line;
    std::getline(in, line);
    std::istringstream fields(line.substr(std::min(line.size(), line.rfind(')') + 1)));
    std::string skipped;
    for (int i = 3; i < 14; ++i) fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / ticksPerSecond();
}

std::string joined(int argc, char** argv) {
    std::string out;
    for (int i = 0; i < argc; ++i) out += (i == 0 ? "" : " ") + std::string(argv[i]);
    return out;
}

}  // namespace

std::vector<double> loadAverages() {
    std::vector<double> out(3);
    if (::getloadavg(out.data(), 3) != 3) out.assign(3, 0.0);
    return out;
}

OrderedJson reportHead(int argc, char** argv) {
    return {{"command", joined(argc, argv)}, {"version", version()},
            {"gitHash", gitHash()},          {"date", utcDate()},
            {"processor", processorName()},  {"cores", std::thread::hardware_concurrency()},
            {"loadBefore", loadAverages()}};
}

std::string headLine(const OrderedJson& head) {
    std::array<char, 16> load{};
    std::snprintf(load.data(), load.size(), "%.2f", head["loadBefore"][0].get<double>());
    return head["gitHash"].get<std::string>() + ", " + head["date"].get<std::string>() + ", " +
           head["processor"].get<std::string>() + ", " + std::to_string(head["cores"].get<int>()) + " cores, load " +
           load.data();
}

ProcessorMeter::Counters ProcessorMeter::now() const {
    // user nice system idle iowait irq softirq steal (proc_stat(5)); guest time is in user and nice already.
    std::ifstream in("/proc/stat");
    std::string name;
    std::array<double, 8> ticks{};
    in >> name;
    for (double& value : ticks) in >> value;
    const double perSecond = ticksPerSecond();
    const double child = m_child == 0 ? 0.0 : cpuSecondsOf(m_child);
    return {.busy = (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / perSecond,
            .stolen = ticks[7] / perSecond,
            .own = cpuSeconds(RUSAGE_SELF) + cpuSeconds(RUSAGE_CHILDREN) + child,
            .wall = std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count()};
}

void ProcessorMeter::start() {
    m_start = now();
}

ProcessorMeter::Use ProcessorMeter::read() const {
    const Counters end = now();
    const double wall = std::max(end.wall - m_start.wall, 1e-9);
    const double own = end.own - m_start.own;
    return {.own = own / wall,
            .others = std::max(0.0, end.busy - m_start.busy - own) / wall,
            .stolen = (end.stolen - m_start.stolen) / wall};
}

bool hasFastBfloat16() {
    const std::string flags = processorFact("flags");
    return flags.find("avx512_bf16") != std::string::npos || flags.find("amx_bf16") != std::string::npos;
}

bool isQuiet(const ProcessorMeter::Use& use) {
    constexpr double kQuiet = 0.1;
    return use.others + use.stolen < kQuiet;
}

OrderedJson jsonOf(const ProcessorMeter::Use& use) {
    return {{"own", use.own}, {"others", use.others}, {"stolen", use.stolen}};
}

bool writeReport(const std::string& file, const OrderedJson& report) {
    const auto written = writeFileAtomically(file, report.dump(2) + "\n");
    if (!written) std::fprintf(stderr, "%s\n", written.error().message().c_str());
    return written.ok();
}

}  // namespace detox::bench
