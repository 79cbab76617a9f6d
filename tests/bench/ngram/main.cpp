// SPDX-License-Identifier: GPL-3.0-or-later
// bench_ngram: what Kneser–Ney n-gram models make of the text a language model was fitted on, on the same held-out
// documents: the baseline its perplexity is read against.
#include <cstdio>
#include <utility>

#include "core/checkpoint/model_folder.h"
#include "core/text/tokenizer.h"
#include "core/training/fit_documents.h"
#include "core/training/token_rows.h"
#include "core/util/json.h"
#include "tests/bench/ngram/kneser_ney.h"
#include "tests/bench/support/machine.h"
#include "tests/bench/support/program.h"

namespace detox::bench {
namespace {

struct Options {
    std::string model;
    std::vector<std::filesystem::path> texts;
    std::string json;
};

int run(const Options& options, OrderedJson report) {
    std::printf("%s\n", headLine(report).c_str());
    const Json facts = readJson(std::filesystem::path(options.model) / "metrics.json").orThrow();
    const Json& settings = facts.at("settings");
    const auto folder = openModelFolder(options.model).orThrow();
    const auto tokenizer = loadTokenizer(options.model, folder.config).orThrow();
    const auto split = splitDocuments(readDocuments(options.texts).orThrow().texts, settings.at("heldOutShare"),
                                      settings.at("seed").get<std::uint64_t>());
    const int rowTokens = settings.at("rowTokens");
    const auto training = TokenRows::pack(split.training, *tokenizer, rowTokens).orThrow().allTargets();
    const auto heldOut = TokenRows::pack(split.heldOut, *tokenizer, rowTokens).orThrow().allTargets();
    report["trainingTokens"] = training.size();
    report["heldOutTokens"] = heldOut.size();
    for (std::size_t order = 1; order <= KneserNey::kLongest; ++order) {
        const double perplexity = KneserNey(training, order, tokenizer->size()).perplexity(heldOut);
        std::printf("%zu-gram: held-out perplexity %.1f\n", order, perplexity);
        report["perplexity"][std::to_string(order)] = perplexity;
    }
    const double own = facts.at("held_out_perplexity");
    std::printf("the model's own (metrics.json): %.1f\n", own);
    report["model"] = own;
    return options.json.empty() || writeReport(options.json, report) ? 0 : 1;
}

}  // namespace
}  // namespace detox::bench

int main(int argc, char** argv) {
    using namespace detox;
    CLI::App app("n-gram baselines of a language model that `detox fit-lm` made");
    bench::Options options;
    app.add_option("--model", options.model, "Its folder, with metrics.json")->required();
    app.add_option("--text", options.texts, "The files it was fitted on, in the same order")->required();
    app.add_option("--json", options.json, "Write the report to this file");
    return bench::runProgram(app, argc, argv, [&](OrderedJson head) { return bench::run(options, std::move(head)); });
}
