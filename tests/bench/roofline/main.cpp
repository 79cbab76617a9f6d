// SPDX-License-Identifier: GPL-3.0-or-later
// bench_roofline: how fast this machine could train a language model if it only multiplied matrices; with metrics.json
// of `detox fit-lm` also what share of that was reached. tests/bench/fit_speed.sh runs both.
#include <cstdio>
#include <utility>

#include <ATen/Parallel.h>

#include "core/models/compute_facts.h"
#include "core/util/json.h"
#include "tests/bench/roofline/roofline.h"
#include "tests/bench/support/machine.h"
#include "tests/bench/support/program.h"

namespace detox::bench {
namespace {

struct Options {
    StepShape shape;
    int threads = 0;
    std::string earlier;
    std::string fit;
    std::string json;
};

void addOptions(CLI::App& app, Options& options) {
    const auto number = [&](const char* flag, std::int64_t& target) {
        app.add_option(flag, target)->capture_default_str()->check(CLI::PositiveNumber);
    };
    number("--vocabulary", options.shape.vocabulary);
    number("--hidden", options.shape.hidden);
    number("--layers", options.shape.layers);
    number("--heads", options.shape.heads);
    number("--row-tokens", options.shape.rowTokens);
    number("--batch-size", options.shape.batchSize);
    app.add_option("--threads", options.threads, "0 takes the physical cores")->capture_default_str();
    app.add_option("--earlier", options.earlier, "A report of this program from before the training");
    app.add_option("--fit", options.fit, "metrics.json that `detox fit-lm` wrote, at the same shape");
    app.add_option("--json", options.json, "Write the report to this file");
}

void print(const Roofline& roofline) {
    print(roofline.products);
    std::printf("one step: %.1f GFLOP in %.1f ms (median's %.1f ms); optimiser %.1f MB at %.1f GB/s in %.1f ms\n",
                roofline.sum.gigaflop, roofline.sum.fastest * 1e3, roofline.sum.median * 1e3,
                roofline.optimiserBytes * 1e-6, roofline.bandwidth * 1e-9, roofline.optimiserSeconds() * 1e3);
}

/// Tokens per second, of which nothing on this machine can train more.
struct Limit {
    double products = 0;  ///< every product as fast as libtorch's at its shape, and nothing else
    double step = 0;      ///< the optimiser's bytes too
    double typical = 0;   ///< the same with the products' medians
    double peak = 0;      ///< every product as fast as the fastest shape
};

double earlierOr(const OrderedJson& report, const char* key, double otherwise) {
    return report.contains("earlier") ? report["earlier"][key].get<double>() : otherwise;
}

/// The better of both measurements: what the machine can do, whoever else was at work in between.
Limit limitOf(double tokens, const Roofline& now, const OrderedJson& report) {
    const double fastest = std::min(now.sum.fastest, earlierOr(report, "productsFastestSeconds", now.sum.fastest));
    const double typical = (now.sum.median + earlierOr(report, "productsMedianSeconds", now.sum.median)) / 2;
    const double optimiser =
        std::min(now.optimiserSeconds(), earlierOr(report, "optimiserSeconds", now.optimiserSeconds()));
    const double peak = std::max(now.sum.peak, earlierOr(report, "peakGigaflops", now.sum.peak));
    return {.products = tokens / fastest,
            .step = tokens / (fastest + optimiser),
            .typical = tokens / (typical + optimiser),
            .peak = tokens / (now.sum.gigaflop / peak)};
}

OrderedJson jsonOf(const Limit& limit) {
    std::printf(
        "limit, tokens/s: %.0f (products alone %.0f; at the medians' speed %.0f; at the fastest product's "
        "%.0f)\n",
        limit.step, limit.products, limit.typical, limit.peak);
    return {{"step", limit.step}, {"products", limit.products}, {"medians", limit.typical}, {"peak", limit.peak}};
}

/// What `fit` (metrics.json of a folder that `detox fit-lm` made) says, against the limit.
OrderedJson shareOf(const Limit& limit, const std::string& fit) {
    const Json facts = readJson(fit).orThrow();
    const double speed = facts.at("tokens_per_second");
    std::printf(
        "fit-lm, tokens/s: %.0f over %d steps = %.0f %% of the limit (at the medians' speed %.0f %%, at the "
        "fastest product's %.0f %%)\n",
        speed, facts.at("steps").get<int>(), 100 * speed / limit.step, 100 * speed / limit.typical,
        100 * speed / limit.peak);
    return {{"tokensPerSecond", speed},
            {"steps", facts.at("steps")},
            {"seconds", facts.at("seconds")},
            {"settings", facts.at("settings")},
            {"share", speed / limit.step},
            {"shareOfProducts", speed / limit.products},
            {"shareOfMedians", speed / limit.typical},
            {"shareOfPeak", speed / limit.peak}};
}

int run(const Options& options, OrderedJson report) {
    setThreads(options.threads);
    report["threads"] = at::get_num_threads();
    report["torch"] = computeFacts().torchVersion;
    report["blas"] = computeFacts().blas;
    report["shape"] = jsonOf(options.shape);
    std::printf("training step, float32, %d threads, %s\n%s\n", at::get_num_threads(),
                report["blas"].get<std::string>().c_str(), headLine(report).c_str());
    ProcessorMeter meter;
    const Roofline roofline = measureRoofline(options.shape);
    print(roofline);
    report["processorCores"] = jsonOf(meter.read());
    report["roofline"] = jsonOf(roofline);
    if (!options.earlier.empty()) report["earlier"] = readJson(options.earlier).orThrow().at("roofline");
    const Limit limit = limitOf(static_cast<double>(options.shape.tokens()), roofline, report);
    report["limitTokensPerSecond"] = jsonOf(limit);
    if (!options.fit.empty()) report["fit"] = shareOf(limit, options.fit);
    report["loadAfter"] = loadAverages();
    return options.json.empty() || writeReport(options.json, report) ? 0 : 1;
}

}  // namespace
}  // namespace detox::bench

int main(int argc, char** argv) {
    using namespace detox;
    CLI::App app("How fast this machine could train a language model");
    bench::Options options;
    bench::addOptions(app, options);
    return bench::runProgram(app, argc, argv, [&](OrderedJson head) { return bench::run(options, std::move(head)); });
}
