// SPDX-License-Identifier: GPL-3.0-or-later
// bench_load_time: how long opening a model takes against reading its file once into fresh memory, which nothing that
// copies a file's weights can beat.
#include <cstdio>
#include <filesystem>
#include <utility>

#include "core/models/causal_lm.h"
#include "core/models/families/families.h"
#include "tests/bench/bench_world/world_shape.h"
#include "tests/bench/load_time/load_ratio.h"
#include "tests/bench/support/machine.h"
#include "tests/bench/support/program.h"
#include "tests/support/temporary_folder.h"

namespace detox::bench {
namespace {

namespace fs = std::filesystem;

struct Options {
    int repeats = 9;
    std::string json;
};

/// HuggingFaceTB/SmolLM-135M, 538 MB in float32.
Json llama() {
    return {{"model_type", "llama"},    {"vocab_size", 49152},
            {"hidden_size", 576},       {"intermediate_size", 1536},
            {"num_hidden_layers", 30},  {"num_attention_heads", 9},
            {"num_key_value_heads", 3}, {"max_position_embeddings", 2048},
            {"hidden_act", "silu"},     {"tie_word_embeddings", true}};
}

void print(const std::string& name, double megabytes, const LoadRatio& ratio) {
    std::printf("%-8s %4.0f MB  load / read: %.2f, of processor time %.2f (median of %zu); quiet tries: ", name.c_str(),
                megabytes, ratio.median, ratio.processorMedian, ratio.tries.size());
    if (ratio.quietTries == 0) {
        std::printf("none\n");
    } else {
        std::printf("%.2f (median of %zu)\n", ratio.quietMedian, ratio.quietTries);
    }
}

OrderedJson measureModel(const Json& config, int repeats) {
    const TemporaryFolder folder;
    CausalLm(readDecoderConfig({"the model of the bench", config}), 1).save(folder.path());
    const std::string name = config.at("model_type");
    const double megabytes = static_cast<double>(fs::file_size(folder / "model.safetensors")) * 1e-6;
    const LoadRatio ratio = measureLoad(folder.path(), repeats);
    print(name, megabytes, ratio);
    OrderedJson out = {{"name", name}, {"megabytes", megabytes}};
    out.update(jsonOf(ratio));
    return out;
}

int run(const Options& options, OrderedJson out) {
    std::printf("%s\n", headLine(out).c_str());
    for (const Json& config : {worldShape("gpt-neo-125m").model, llama()}) {
        out["models"].push_back(measureModel(config, options.repeats));
    }
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
