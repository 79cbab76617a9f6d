// SPDX-License-Identifier: GPL-3.0-or-later
// bench_bag_of_words: what a bag-of-words logistic regression makes of the rows a classifier is trained on, the
// baseline a trained encoder has to reach.
#include <cstdio>
#include <fstream>
#include <utility>

#include "core/prompts/table_reader.h"
#include "core/prompts/toxic_rule.h"
#include "core/util/classification_metrics.h"
#include "core/util/json.h"
#include "tests/bench/bag_of_words/logistic_regression.h"
#include "tests/bench/support/machine.h"
#include "tests/bench/support/program.h"

namespace detox::bench {
namespace {

struct Options {
    std::string table;
    std::vector<std::string> heldOut;
    std::string toxicValues = "hate,1";
    std::string score;
    std::string scores;
    std::string json;
};

void addOptions(CLI::App& app, Options& options) {
    app.add_option("--table", options.table, "Rows to train on: columns text, label, and split (train, dev, test)")
        ->required();
    app.add_option("--held-out", options.heldOut, "Tables to measure on: every row of columns text and label");
    app.add_option("--toxic-values", options.toxicValues, "Labels that mean toxic")->capture_default_str();
    app.add_option("--score", options.score, "A table whose texts to score");
    app.add_option("--scores", options.scores, "Where their scores go, as `detox score --json` prints them");
    app.add_option("--json", options.json, "Write the report to this file");
}

struct Row {
    std::string text;
    bool toxic = false;
    std::string split;
};

std::vector<Row> readRows(const std::string& file, const ToxicRule& rule) {
    std::vector<Row> rows;
    readTable(file, [&](const TableRow& row) -> std::optional<std::string> {
        const auto text = row.text("text");
        const auto label = row.text("label");
        const auto toxic = label ? rule.isToxic(*label) : std::nullopt;
        if (!text || !toxic) return "no text or no label";
        rows.push_back({std::string(*text), *toxic, std::string(row.text("split").value_or("train"))});
        return std::nullopt;
    }).orThrow();
    return rows;
}

std::vector<Row> ofSplit(const std::vector<Row>& rows, const std::string& split) {
    std::vector<Row> chosen;
    for (const Row& row : rows) {
        if (row.split == split) chosen.push_back(row);
    }
    return chosen;
}

std::vector<LabelledRow> featuresOf(const std::vector<Row>& rows, const BagOfWords& words) {
    std::vector<LabelledRow> out;
    for (const Row& row : rows) out.push_back({words.row(row.text), row.toxic});
    return out;
}

ClassificationMetrics measure(const LogisticRegression& model, const std::vector<LabelledRow>& rows) {
    std::vector<LabelledScore> scores;
    for (const LabelledRow& row : rows) scores.push_back({model.probability(row.features), row.toxic});
    return classificationMetrics(scores);
}

OrderedJson jsonOf(const std::string& name, const ClassificationMetrics& metrics) {
    std::printf("%-32s n %6d  accuracy %.4f  F1 %.4f  AUC %.4f\n", name.c_str(), metrics.n, metrics.accuracy,
                metrics.f1, metrics.auc);
    return {{"name", name}, {"n", metrics.n}, {"accuracy", metrics.accuracy}, {"f1", metrics.f1}, {"auc", metrics.auc}};
}

/// The inverse regularisation is the best on the development rows; 1 where there are none.
LogisticRegression fitBest(const std::vector<LabelledRow>& training, const std::vector<LabelledRow>& development,
                           std::size_t features, OrderedJson& report) {
    double chosen = 1;
    double best = -1;
    for (const double c : development.empty() ? std::vector<double>{} : std::vector<double>{0.3, 1, 3, 10}) {
        const double auc = measure(LogisticRegression(training, features, c), development).auc;
        std::printf("C = %-4g development AUC %.4f\n", c, auc);
        if (auc > best) {
            best = auc;
            chosen = c;
        }
    }
    report["inverseRegularisation"] = chosen;
    LogisticRegression model(training, features, chosen);
    report["iterations"] = model.iterations();
    return model;
}

void scoreTexts(const Options& options, const BagOfWords& words, const LogisticRegression& model) {
    OrderedJson scores = OrderedJson::array();
    readTable(options.score, [&](const TableRow& row) -> std::optional<std::string> {
        scores.push_back(model.probability(words.row(row.text("text").value_or(""))));
        return std::nullopt;
    }).orThrow();
    std::ofstream(options.scores) << OrderedJson{{"scores", scores}}.dump() << "\n";
}

int run(const Options& options, OrderedJson report) {
    std::printf("%s\n", headLine(report).c_str());
    const ToxicRule rule = ToxicRule::parse(options.toxicValues).orThrow();
    const auto rows = readRows(options.table, rule);
    const auto training = ofSplit(rows, "train");
    std::vector<std::string> texts;
    for (const Row& row : training) texts.push_back(row.text);
    const BagOfWords words(texts);
    const auto model =
        fitBest(featuresOf(training, words), featuresOf(ofSplit(rows, "dev"), words), words.size(), report);
    report["trainingRows"] = training.size();
    report["words"] = words.size();
    report["sets"] = OrderedJson::array();
    const auto test = ofSplit(rows, "test");
    if (!test.empty()) report["sets"].push_back(jsonOf("test rows", measure(model, featuresOf(test, words))));
    for (const std::string& file : options.heldOut) {
        report["sets"].push_back(jsonOf(file, measure(model, featuresOf(readRows(file, rule), words))));
    }
    if (!options.score.empty()) scoreTexts(options, words, model);
    report["loadAfter"] = loadAverages();
    return options.json.empty() || writeReport(options.json, report) ? 0 : 1;
}

}  // namespace
}  // namespace detox::bench

int main(int argc, char** argv) {
    using namespace detox;
    CLI::App app("A bag-of-words logistic regression on labelled texts");
    bench::Options options;
    bench::addOptions(app, options);
    return bench::runProgram(app, argc, argv, [&](OrderedJson head) { return bench::run(options, std::move(head)); });
}
