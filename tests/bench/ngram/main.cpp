// SPDX-License-Identifier: GPL-3.0-or-later
// bench_ngram: a language model made by `detox fit-lm` and Kneser–Ney n-gram models of the same training documents, on
// the same held-out ones: all of them, and those without a near copy among the training documents. A near copy favours
// who remembers, and n-grams remember everything.
#include <cmath>
#include <cstdio>
#include <utility>

#include "core/checkpoint/model_folder.h"
#include "core/models/causal_lm.h"
#include "core/text/tokenizer.h"
#include "core/training/fit_documents.h"
#include "core/training/language_model_trainer.h"
#include "core/training/token_rows.h"
#include "core/util/json.h"
#include "tests/bench/ngram/kneser_ney.h"
#include "tests/bench/ngram/near_copies.h"
#include "tests/bench/support/machine.h"
#include "tests/bench/support/program.h"

namespace detox::bench {
namespace {

struct Options {
    std::string model;
    std::vector<std::filesystem::path> texts;
    std::string json;
};

constexpr double kNearCopy = 0.6;  ///< shared words of all words of two documents

struct HeldOut {
    const char* name;
    TokenRows rows;
};

/// Perplexities of everything on each held-out part, printed and into `report`.
class Comparison {
public:
    Comparison(std::vector<HeldOut> parts, OrderedJson& report) : m_parts(std::move(parts)), m_report(report) {
        for (const auto& part : m_parts) m_report["heldOutTokens"][part.name] = part.rows.tokens();
    }

    template <class Perplexity>
    void add(const std::string& what, const Perplexity& of) {
        std::printf("%-22s", what.c_str());
        for (const auto& part : m_parts) {
            const double perplexity = of(part.rows);
            m_report["perplexity"][part.name][what] = perplexity;
            std::printf("  %s %.1f", part.name, perplexity);
        }
        std::printf("\n");
    }

private:
    const std::vector<HeldOut> m_parts;
    OrderedJson& m_report;
};

int run(const Options& options, OrderedJson report) {
    std::printf("%s\n", headLine(report).c_str());
    const Json facts = readJson(std::filesystem::path(options.model) / "metrics.json").orThrow();
    const Json& settings = facts.at("settings");
    const auto folder = openModelFolder(options.model).orThrow();
    const auto tokenizer = loadTokenizer(options.model, folder.config).orThrow();
    const auto split = splitDocuments(readDocuments(options.texts).orThrow().texts, settings.at("heldOutShare"),
                                      settings.at("seed").get<std::uint64_t>());
    const auto rowsOf = [&](const std::vector<std::string>& texts) {
        return TokenRows::pack(texts, *tokenizer, settings.at("rowTokens")).orThrow();
    };
    const auto training = rowsOf(split.training).allTargets();
    report["trainingTokens"] = training.size();
    Comparison comparison({{"all", rowsOf(split.heldOut)},
                           {"withoutNearCopies", rowsOf(withoutNearCopies(split.heldOut, split.training, kNearCopy))}},
                          report);
    for (std::size_t order = 1; order <= KneserNey::kLongest; ++order) {
        const KneserNey model(training, order, tokenizer->size());
        comparison.add(std::to_string(order) + "-gram",
                       [&](const TokenRows& rows) { return model.perplexity(rows.allTargets()); });
    }
    LanguageModelTrainer model(CausalLm::load(folder), {});
    const auto perplexity = [&](const TokenRows& rows) { return std::exp(model.meanLoss(rows)); };
    comparison.add("the saved model", perplexity);
    model.divideLogits(1 / settings.value("savedTemperature", 1.0));
    comparison.add("at temperature 1", perplexity);
    return options.json.empty() || writeReport(options.json, report) ? 0 : 1;
}

}  // namespace
}  // namespace detox::bench

int main(int argc, char** argv) {
    using namespace detox;
    CLI::App app("A language model that `detox fit-lm` made, beside n-gram baselines");
    bench::Options options;
    app.add_option("--model", options.model, "Its folder, with metrics.json")->required();
    app.add_option("--text", options.texts, "The files it was fitted on, in the same order")->required();
    app.add_option("--json", options.json, "Write the report to this file");
    return bench::runProgram(app, argc, argv, [&](OrderedJson head) { return bench::run(options, std::move(head)); });
}
