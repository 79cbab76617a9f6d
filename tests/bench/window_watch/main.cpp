// SPDX-License-Identifier: GPL-3.0-or-later
// bench_window_watch: starts the studio on an otherwise empty X display and prints when its window is mapped, when it
// is painted, and when the engine is loaded. tests/bench/window_time.sh makes the display.
#include <cstdio>
#include <utility>

#include "core/util/paths.h"
#include "tests/bench/support/machine.h"
#include "tests/bench/support/program.h"
#include "tests/bench/support/quantiles.h"
#include "tests/bench/window_watch/start.h"

namespace detox::bench {
namespace {

struct Options {
    std::string display;
    std::string program;
    std::string dataFolder;
    std::string json;
    int count = 5;
};

OrderedJson jsonOf(const Start& start) {
    return {{"mappedMillis", start.mapped},
            {"paintedMillis", start.painted},
            {"engineMillis", start.engine},
            {"engineAfterWindow", start.engineAfterWindow}};
}

void print(const char* name, const Start& start) {
    std::printf("%-8s %10.0f %10.0f %10.0f   %s\n", name, start.mapped, start.painted, start.engine,
                start.engineAfterWindow ? "yes" : "NO");
}

Start mediansOf(const std::vector<Start>& starts) {
    const auto middle = [&](double Start::*field) {
        std::vector<double> values;
        for (const Start& start : starts) values.push_back(start.*field);
        return median(values);
    };
    Start out{.mapped = middle(&Start::mapped), .painted = middle(&Start::painted), .engine = middle(&Start::engine)};
    out.engineAfterWindow =
        std::all_of(starts.begin(), starts.end(), [](const Start& start) { return start.engineAfterWindow; });
    return out;
}

int run(const Options& options, OrderedJson report) {
    Screen screen(options.display);
    std::printf("window, milliseconds since exec, looked for every %d ms\n%s\n", Start::kLookEvery,
                headLine(report).c_str());
    std::printf("%-8s %10s %10s %10s   %s\n", "start", "mapped", "painted", "engine", "window before engine");
    std::vector<Start> starts;
    ProcessorMeter meter;
    report["starts"] = OrderedJson::array();
    for (int i = 1; i <= options.count; ++i) {
        const auto start = measureStart(screen, {options.program, "--data-dir", options.dataFolder},
                                        engineLibrary().filename().string());
        if (!start) throw std::runtime_error("the program showed no window, or loaded no engine");
        print(std::to_string(i).c_str(), *start);
        starts.push_back(*start);
        report["starts"].push_back(jsonOf(*start));
    }
    const Start medians = mediansOf(starts);
    print("median", medians);
    report["medians"] = jsonOf(medians);
    report["processorCores"] = jsonOf(meter.read());
    report["loadAfter"] = loadAverages();
    return options.json.empty() || writeReport(options.json, report) ? 0 : 1;
}

}  // namespace
}  // namespace detox::bench

int main(int argc, char** argv) {
    using namespace detox;
    CLI::App app("When the studio's window appears, and when the engine is loaded");
    bench::Options options{.program = (programFolder() / "detox-studio").string()};
    app.add_option("--display", options.display, "X display with nothing on it")->required();
    app.add_option("--data-dir", options.dataFolder, "Data folder of the studio")->required();
    app.add_option("--program", options.program, "The studio");
    app.add_option("--count", options.count, "Starts")->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--json", options.json, "Write the report to this file");
    return bench::runProgram(app, argc, argv, [&](OrderedJson head) { return bench::run(options, std::move(head)); });
}
