// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load_time/load_ratio.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <fcntl.h>
#include <iterator>
#include <malloc.h>
#include <memory>
#include <unistd.h>

#include "core/models/causal_lm.h"
#include "core/util/files.h"
#include "tests/bench/support/quantiles.h"

namespace detox::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double processorSeconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Of `work`, without giving back the memory that it returns. Memory that earlier tries left is fresh again.
template <class Work>
Cost costOf(const Work& work) {
    ::malloc_trim(0);
    const double processor = processorSeconds();
    const auto start = Clock::now();
    const auto kept = work();
    const double wall = std::chrono::duration<double>(Clock::now() - start).count();
    return {.wall = wall, .processor = processorSeconds() - processor};
}

std::unique_ptr<std::byte[]> readWhole(const fs::path& file) {
    const FileDescriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd.get() < 0) throw ioError("Cannot open " + file.string(), errno);
    const std::size_t size = fs::file_size(file);
    std::unique_ptr<std::byte[]> bytes(new std::byte[size]);
    for (std::size_t done = 0; done < size;) {
        const ssize_t n = ::read(fd.get(), bytes.get() + done, size - done);
        if (n <= 0) throw ioError("Cannot read " + file.string(), errno);
        done += static_cast<std::size_t>(n);
    }
    return bytes;
}

double medianRatio(const std::vector<LoadTry>& tries, double Cost::*part) {
    std::vector<double> ratios;
    for (const LoadTry& each : tries) ratios.push_back(each.load.*part / each.read.*part);
    return median(std::move(ratios));
}

}  // namespace

LoadRatio measureLoad(const fs::path& folder, int repeats) {
    LoadRatio out;
    for (int i = -1; i < repeats; ++i) {
        const ProcessorMeter meter;
        LoadTry now;
        now.read = costOf([&] { return readWhole(folder / "model.safetensors"); });
        now.load = costOf([&] { return CausalLm::load(openModelFolder(folder).orThrow()); });
        now.use = meter.read();
        if (i >= 0) out.tries.push_back(now);  // the first one warms the file cache
    }
    std::vector<LoadTry> quiet;
    std::copy_if(out.tries.begin(), out.tries.end(), std::back_inserter(quiet),
                 [](const LoadTry& each) { return isQuiet(each.use); });
    out.median = medianRatio(out.tries, &Cost::wall);
    out.processorMedian = medianRatio(out.tries, &Cost::processor);
    out.quietTries = quiet.size();
    out.quietMedian = medianRatio(quiet, &Cost::wall);
    return out;
}

OrderedJson jsonOf(const LoadRatio& ratio) {
    OrderedJson tries = OrderedJson::array();
    for (const LoadTry& each : ratio.tries) {
        tries.push_back({{"readSeconds", each.read.wall},
                         {"readProcessorSeconds", each.read.processor},
                         {"loadSeconds", each.load.wall},
                         {"loadProcessorSeconds", each.load.processor},
                         {"processorCores", jsonOf(each.use)}});
    }
    return {{"medianRatio", ratio.median},
            {"medianProcessorRatio", ratio.processorMedian},
            {"quietTries", ratio.quietTries},
            {"quietMedianRatio", ratio.quietMedian},
            {"tries", std::move(tries)}};
}

}  // namespace detox::bench
