// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/engine_access.h"
#include "app/cli/json_output.h"
#include "app/cli/stop_signal.h"
#include "app/cli/terminal.h"
#include "core/prompts/table_reader.h"
#include "core/prompts/toxic_rule.h"
#include "core/util/classification_metrics.h"
#include "core/util/utf8.h"

namespace detox::cli {
namespace {

constexpr std::size_t kTextsPerCall = 64;

struct Options {
    explicit Options(Arguments& arguments);

    MachineFlags machine;
    std::string classifier;
    std::string input;
    std::string textColumn = "text";
    std::string labelColumn;
    std::string toxicValues = "toxic,hate,hateful,offensive,yes,true,1";
    std::string neutralLabel;
    bool json = false;
};

Options::Options(Arguments& arguments) : machine(arguments) {
    arguments.option("--classifier", classifier, "A classifier folder or a hub id").required();
    arguments.option("--input", input, "A table (CSV, TSV, JSONL, JSON) or one text per line (TXT)").required();
    arguments.option("--text", textColumn, "Column with the text (default text)").typeName("COLUMN");
    arguments.option("--label", labelColumn, "Column with the label").typeName("COLUMN");
    arguments.option("--toxic-values", toxicValues,
                     "Labels that mean toxic, separated by commas, or >=0.5 for scores (default " + toxicValues + ")");
    arguments.option("--neutral-label", neutralLabel,
                     "The classifier's label for harmless text, where it has no usual name");
    arguments.flag("--json", json, "Print {\"scores\": [P(toxic) …]}, with labels also n, accuracy, f1, auc");
}

struct Input {
    std::vector<std::string> texts;
    std::vector<bool> toxic;  ///< empty without labels
};

Result<Input> readInput(const Options& options) {
    auto rule = ToxicRule::parse(options.toxicValues);
    if (!rule) return rule.error();
    Input input;
    auto report = readTable(options.input, [&](const TableRow& row) -> std::optional<std::string> {
        const auto text = row.text(options.textColumn);
        if (!text) return "has no '" + options.textColumn + "'";
        if (!options.labelColumn.empty()) {
            const auto label = row.text(options.labelColumn);
            if (!label) return "has no '" + options.labelColumn + "'";
            const auto toxic = rule->isToxic(*label);
            if (!toxic) return "has a label that --toxic-values does not fit";
            input.toxic.push_back(*toxic);
        }
        input.texts.emplace_back(*text);
        return std::nullopt;
    });
    if (!report) return report.error();
    if (input.texts.empty()) {
        const std::string reasons = report->summary();
        return invalidInput(options.input + " has no text to score" + (reasons.empty() ? "" : ": " + reasons) + ".");
    }
    if (report->skippedRows > 0) note(report->summary());
    return input;
}

Result<std::vector<double>> toxicities(TextScorer& scorer, const std::vector<std::string>& texts,
                                       const std::stop_token& stop) {
    std::vector<double> out;
    for (std::size_t first = 0; first < texts.size(); first += kTextsPerCall) {
        if (stop.stop_requested()) return cancelled();
        const auto begin = texts.begin() + static_cast<std::ptrdiff_t>(first);
        const auto count = std::min(kTextsPerCall, texts.size() - first);
        auto scores = scorer.score(std::vector<std::string>(begin, begin + static_cast<std::ptrdiff_t>(count)));
        if (!scores) return scores.error();
        for (const auto& score : *scores) out.push_back(score.toxicity);
    }
    return out;
}

ClassificationMetrics agreement(const Input& input, const std::vector<double>& scores) {
    std::vector<LabelledScore> labelled;
    for (std::size_t i = 0; i < scores.size(); ++i) labelled.push_back({scores[i], input.toxic[i]});
    return classificationMetrics(labelled);
}

OrderedJson jsonOfMetrics(const ClassificationMetrics& metrics) {
    return {{"n", metrics.n},
            {"accuracy", jsonOf(metrics.accuracy)},
            {"f1", jsonOf(metrics.f1)},
            {"auc", jsonOf(metrics.auc)}};
}

void printResult(const Options& options, const Input& input, const std::vector<double>& scores) {
    const bool labelled = !options.labelColumn.empty();
    if (options.json) {
        OrderedJson out{{"scores", OrderedJson::array()}};
        for (const double score : scores) out["scores"].push_back(jsonOf(score));
        if (labelled) out.update(jsonOfMetrics(agreement(input, scores)));
        return printJson(out);
    }
    for (std::size_t i = 0; i < scores.size(); ++i) {
        printLine(fixed(scores[i], 4) + "  " + utf8::visible(input.texts[i], utf8::Newlines::Escape));
    }
    if (!labelled) return;
    const auto metrics = agreement(input, scores);
    printLine("n " + std::to_string(metrics.n) + "  accuracy " + fixed(metrics.accuracy, 4) + "  F1 " +
              fixed(metrics.f1, 4) + "  AUC " + fixed(metrics.auc, 4));
}

ExitCode run(const Options& options) {
    const StopSignal stop;
    auto input = readInput(options);
    if (!input) return fail(input.error());
    auto folder = options.machine.modelFolder(options.classifier);
    if (!folder) return fail(folder.error());
    auto engine = options.machine.engine();
    if (!engine) return fail(engine.error());
    auto scorer = (*engine)->openScorer(*folder, options.neutralLabel);
    if (!scorer) return fail(scorer.error());
    auto scores = toxicities(**scorer, input->texts, stop.token());
    if (!scores) return fail(scores.error());
    printResult(options, *input, *scores);
    return ExitCode::Done;
}

}  // namespace

void addScore(Program& program) {
    program.add("score", "Score texts for toxicity; with labels, measure the classifier", &run);
}

}  // namespace detox::cli
