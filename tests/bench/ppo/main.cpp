// SPDX-License-Identifier: GPL-3.0-or-later
// bench_ppo: how fast this program decodes, scores and makes a PPO update on the models of a folder that bench_world
// made, beside what this machine allows at the same shapes. tests/bench/run.sh runs it.
#include <algorithm>
#include <cstdio>
#include <utility>

#include <ATen/Parallel.h>

#include "core/models/compute_facts.h"
#include "core/util/paths.h"
#include "tests/bench/load_time/load_ratio.h"
#include "tests/bench/ppo/inference.h"
#include "tests/bench/ppo/limits.h"
#include "tests/bench/ppo/update_split.h"
#include "tests/bench/support/machine.h"
#include "tests/bench/support/program.h"

namespace detox::bench {
namespace {

const std::vector<std::string> kSections{"bfloat16", "decode", "score", "update", "load"};

struct Options {
    std::string world;
    std::vector<std::string> sections = kSections;
    UpdateOptions update;
    TryLimits tries;
    std::string json;

    [[nodiscard]] bool has(const std::string& section) const {
        return std::find(sections.begin(), sections.end(), section) != sections.end();
    }
};

void addOptions(CLI::App& app, Options& options) {
    app.add_option("FOLDER", options.world, "What bench_world made")->required();
    app.add_option("--section", options.sections, "What is measured beside the machine's limits; all by default")
        ->check(CLI::IsMember(kSections));
    app.add_option("--updates", options.update.updates)->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--tries", options.tries.quiet, "Undisturbed tries wanted of each figure but the updates")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_option("--seconds", options.tries.seconds, "After as many no more tries are made of one figure")
        ->capture_default_str();
    app.add_option("--threads", options.update.threads, "0 takes the physical cores")->capture_default_str();
    app.add_option("--json", options.json, "Write the report to this file");
}

OrderedJson describeProducts(const char* title, const std::vector<Product>& products) {
    const ProductSum sum = sumOf(products);
    std::printf("\n%s\n", title);
    print(products);
    std::printf("together %.1f GFLOP in %.1f ms (median's %.1f ms), %.1f GFLOP/s at the fastest\n", sum.gigaflop,
                sum.fastest * 1e3, sum.median * 1e3, sum.peak);
    return {{"fastestSeconds", sum.fastest},
            {"medianSeconds", sum.median},
            {"gigaflop", sum.gigaflop},
            {"peakGigaflops", sum.peak},
            {"products", jsonOf(products)}};
}

OrderedJson describe(const Limits& limits) {
    OrderedJson out = {{"minibatch", describeProducts("a minibatch, forward and backward, float32", limits.minibatch)},
                       {"batchOfTexts", describeProducts("the batch's texts, float32", limits.batchOfTexts)},
                       {"fullPassOfTexts", describeProducts("a full pass of texts, float32", limits.fullPassOfTexts)}};
    std::printf("\nbandwidth, GB/s: read %.1f, add %.1f, triad %.1f\n", limits.bandwidth.read * 1e-9,
                limits.bandwidth.add * 1e-9, limits.bandwidth.triad * 1e-9);
    out["bandwidth"] = jsonOf(limits.bandwidth);
    return out;
}

OrderedJson measureBfloat16(const Workload& workload) {
    OrderedJson out = describeProducts(
        "a minibatch, forward and backward, bfloat16",
        measureProducts(workload.minibatchPass(), Passes::ForwardAndBackward, c10::ScalarType::BFloat16));
    out["fastProcessor"] = hasFastBfloat16();
    if (!hasFastBfloat16()) std::printf("This processor has no bfloat16 products of its own.\n");
    return out;
}

Figure loadFigure(const Workload& workload, std::size_t tries) {
    const LoadRatio ratio = measureLoad(workload.world / "lm", static_cast<int>(tries));
    Figure figure{.name = "load the model",
                  .unit = "reads",
                  .better = Better::Lower,
                  .value = ratio.quietTries > 0 ? ratio.quietMedian : ratio.median,
                  .boundOf = [](const Bounds&) { return 1.0; },
                  .quiet = ratio.quietTries,
                  .tries = ratio.tries.size()};
    for (const LoadTry& each : ratio.tries) {
        figure.others += (each.use.others + each.use.stolen) / static_cast<double>(figure.tries);
    }
    return figure;
}

struct Section {
    const char* name;
    std::vector<Figure> figures;
};

/// Updates first, so that what is held here does not share the caches with them.
std::vector<Section> measureSections(const Options& options, const Workload& workload) {
    std::vector<Section> out;
    if (options.has("update")) out.push_back({"update", measureUpdates(workload, options.update)});
    if (options.has("decode")) out.push_back({"decode", measureDecoding(workload, options.tries)});
    if (options.has("score")) out.push_back({"score", measureScoring(workload, options.tries)});
    if (options.has("load")) out.push_back({"load", {loadFigure(workload, options.tries.quiet)}});
    return out;
}

/// The machine's limits before and after everything else count.
int run(Options options, OrderedJson report) {
    setThreads(options.update.threads);
    options.update.detox = programFolder() / "detox";
    const Workload workload = readWorkload(options.world);
    report["threads"] = at::get_num_threads();
    report["torch"] = computeFacts().torchVersion;
    report["blas"] = computeFacts().blas;
    std::printf("%s, %d threads, %s\n", headLine(report).c_str(), at::get_num_threads(),
                report["blas"].get<std::string>().c_str());
    const ProcessorMeter meter;
    const Limits before = measureLimits(workload);
    std::vector<Section> sections = measureSections(options, workload);
    const Limits limits = fasterOf(before, measureLimits(workload));
    report["machine"] = describe(limits);
    if (options.has("bfloat16")) report["machine"]["bfloat16"] = measureBfloat16(workload);
    std::printf("\n");
    std::vector<Figure> all;
    for (Section& section : sections) {
        for (Figure& figure : section.figures) {
            if (figure.boundOf) figure.bound = figure.boundOf({workload, limits});
            report[section.name].push_back(jsonOf(figure));
            all.push_back(figure);
        }
    }
    print(all);
    report["processorCores"] = jsonOf(meter.read());
    report["loadAfter"] = loadAverages();
    return options.json.empty() || writeReport(options.json, report) ? 0 : 1;
}

}  // namespace
}  // namespace detox::bench

int main(int argc, char** argv) {
    using namespace detox;
    CLI::App app("How fast PPO's parts are, beside what this machine allows");
    bench::Options options;
    bench::addOptions(app, options);
    return bench::runProgram(app, argc, argv, [&](OrderedJson head) { return bench::run(options, std::move(head)); });
}
