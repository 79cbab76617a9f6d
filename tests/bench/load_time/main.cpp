// SPDX-License-Identifier: GPL-3.0-or-later
// bench_load_time: how long opening a model takes against reading its file once into fresh memory, which nothing that
// copies a file's weights can beat.
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <malloc.h>
#include <memory>
#include <unistd.h>
#include <utility>

#include "core/models/causal_lm.h"
#include "core/models/families/families.h"
#include "core/util/files.h"
#include "tests/bench/support/machine.h"
#include "tests/bench/support/program.h"
#include "tests/bench/support/quantiles.h"
#include "tests/support/temporary_folder.h"

namespace detox::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// Cores that others may use while a pair is measured, for it to count as quiet.
constexpr double kQuiet = 0.1;

struct Options {
    int repeats = 9;
    std::string json;
};

struct Shape {
    const char* name;
    Json config;
};

/// EleutherAI/gpt-neo-125m, 500 MB in float32, and HuggingFaceTB/SmolLM-135M, 538 MB.
std::vector<Shape> shapes() {
    return {{"gpt_neo",
             {{"model_type", "gpt_neo"},
              {"vocab_size", 50257},
              {"hidden_size", 768},
              {"num_layers", 12},
              {"num_heads", 12},
              {"max_position_embeddings", 2048},
              {"attention_types", Json::parse(R"([[["global", "local"], 6]])")},
              {"activation_function", "gelu_new"}}},
            {"llama",
             {{"model_type", "llama"},
              {"vocab_size", 49152},
              {"hidden_size", 576},
              {"intermediate_size", 1536},
              {"num_hidden_layers", 30},
              {"num_attention_heads", 9},
              {"num_key_value_heads", 3},
              {"max_position_embeddings", 2048},
              {"hidden_act", "silu"},
              {"tie_word_embeddings", true}}}};
}

/// What one try took; processor time leaves out while others had the processor.
struct Cost {
    double wall = 0;
    double processor = 0;
};

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

struct Pair {
    Cost read;
    Cost load;
    ProcessorMeter::Use use;
};

std::vector<Pair> measure(const fs::path& folder, int repeats) {
    std::vector<Pair> pairs;
    for (int i = -1; i < repeats; ++i) {
        const ProcessorMeter meter;
        Pair pair;
        pair.read = costOf([&] { return readWhole(folder / "model.safetensors"); });
        pair.load = costOf([&] { return CausalLm::load(openModelFolder(folder).orThrow()); });
        pair.use = meter.read();
        if (i >= 0) pairs.push_back(pair);  // the first one warms the file cache
    }
    return pairs;
}

bool isQuiet(const Pair& pair) {
    return pair.use.others + pair.use.stolen < kQuiet;
}

double medianRatio(const std::vector<Pair>& pairs, double Cost::*part) {
    std::vector<double> ratios;
    for (const Pair& pair : pairs) ratios.push_back(pair.load.*part / pair.read.*part);
    return ratios.empty() ? 0 : median(std::move(ratios));
}

OrderedJson report(const Shape& shape, double megabytes, const std::vector<Pair>& pairs) {
    std::vector<Pair> quiet;
    std::copy_if(pairs.begin(), pairs.end(), std::back_inserter(quiet), isQuiet);
    OrderedJson tries = OrderedJson::array();
    for (const Pair& pair : pairs) {
        tries.push_back({{"readSeconds", pair.read.wall},
                         {"readProcessorSeconds", pair.read.processor},
                         {"loadSeconds", pair.load.wall},
                         {"loadProcessorSeconds", pair.load.processor},
                         {"processorCores", jsonOf(pair.use)}});
    }
    OrderedJson out = {{"name", shape.name},
                       {"megabytes", megabytes},
                       {"medianRatio", medianRatio(pairs, &Cost::wall)},
                       {"medianProcessorRatio", medianRatio(pairs, &Cost::processor)},
                       {"quietTries", quiet.size()},
                       {"quietMedianRatio", medianRatio(quiet, &Cost::wall)},
                       {"tries", std::move(tries)}};
    std::printf("%-8s %4.0f MB  load / read: %.2f, of processor time %.2f (median of %zu); quiet tries: ", shape.name,
                megabytes, out["medianRatio"].get<double>(), out["medianProcessorRatio"].get<double>(), pairs.size());
    if (quiet.empty()) {
        std::printf("none\n");
    } else {
        std::printf("%.2f (median of %zu)\n", out["quietMedianRatio"].get<double>(), quiet.size());
    }
    return out;
}

OrderedJson measureShape(const Shape& shape, int repeats) {
    const TemporaryFolder folder;
    CausalLm(readDecoderConfig({"the model of the bench", shape.config}), 1).save(folder.path());
    const double megabytes = static_cast<double>(fs::file_size(folder / "model.safetensors")) * 1e-6;
    return report(shape, megabytes, measure(folder.path(), repeats));
}

int run(const Options& options, OrderedJson out) {
    std::printf("%s\n", headLine(out).c_str());
    for (const Shape& shape : shapes()) out["models"].push_back(measureShape(shape, options.repeats));
    out["loadAfter"] = loadAverages();
    return options.json.empty() || writeReport(options.json, out) ? 0 : 1;
}

}  // namespace
}  // namespace detox::bench

int main(int argc, char** argv) {
    using namespace detox;
    CLI::App app("How long opening a model takes against reading its file");
    bench::Options options;
    app.add_option("--repeats", options.repeats)->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--json", options.json, "Write the report to this file");
    return bench::runProgram(app, argc, argv, [&](OrderedJson head) { return bench::run(options, std::move(head)); });
}
