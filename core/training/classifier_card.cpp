// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/classifier_card.h"

#include <cmath>
#include <cstdio>
#include <string>

#include "core/config/config_json.h"
#include "core/util/files.h"
#include "core/util/version.h"

namespace detox {
namespace {

std::string fixed(double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::string setting(double value) {
    return toText(FieldValue(value));
}

std::string dataTable(const ClassifierFacts& facts) {
    std::string out = "| file | rows | bytes | SHA-256 |\n|---|---|---|---|\n";
    for (const auto& file : facts.files) {
        out += "| " + file.name + " | " + std::to_string(file.documents) + " | " + std::to_string(file.bytes) + " | " +
               file.sha256 + " |\n";
    }
    return out + "\n" + std::to_string(facts.trainingTexts) + " texts were trained on, " +
           std::to_string(facts.toxicTrainingTexts) + " of them toxic. Held out: " +
           (facts.publishedSplit ? "the rows the tables name." : "rows drawn by the seed.") + " " +
           std::to_string(facts.repeatedRows) + " repeated rows and " + std::to_string(facts.skippedRows) +
           " rows without a text or label were left out. Toxic means: `" + facts.config.toxicValues + "`.\n";
}

std::string calibration(const ClassifierFacts& facts) {
    if (facts.calibrationTexts == 0) return {};
    return "\nThe logits were then divided by " + fixed(facts.temperature, 3) + ", the temperature that fits " +
           std::to_string(facts.calibrationTexts) +
           " development texts best: the calibration error of the held-out texts went from " +
           fixed(facts.uncalibratedError, 3) + " to " + fixed(facts.reliability.calibrationError, 3) + ".\n";
}

std::string reliabilityTable(const Reliability& reliability) {
    std::string out = "| P(toxic) | texts | mean P(toxic) | toxic by label |\n|---|---|---|---|\n";
    for (std::size_t i = 0; i < reliability.bins.size(); ++i) {
        const ReliabilityBin& bin = reliability.bins[i];
        const auto tenth = static_cast<double>(i) / 10;
        out += "| " + fixed(tenth, 1) + " – " + fixed(tenth + 0.1, 1) + " | " + std::to_string(bin.n) + " | " +
               (bin.n == 0 ? "| |\n" : fixed(bin.meanScore, 3) + " | " + fixed(bin.toxicShare, 3) + " |\n");
    }
    return out + "\nExpected calibration error " + fixed(reliability.calibrationError, 3) + ".\n";
}

std::string recipe(const ClassifierFacts& facts) {
    const auto& c = facts.config;
    std::string out = "RoBERTa architecture, " + std::to_string(facts.parameters) + " parameters: hidden " +
                      std::to_string(c.hidden) + ", " + std::to_string(c.layers) + " layers, " +
                      std::to_string(c.heads) + " heads, texts up to " + std::to_string(c.maxTokens) +
                      " sentencepiece tokens.\n\nTrained from scratch with AdamW (peak learning rate " +
                      setting(c.optimiser.learningRate) + ", weight decay " + setting(c.optimiser.weightDecay) +
                      ", linear warm-up, cosine decay to a tenth), dropout " + setting(c.dropout) + ", batches of " +
                      std::to_string(c.optimiser.batchSize) + ": ";
    if (facts.pretrainingSteps > 0) {
        out += std::to_string(facts.pretrainingSteps) + " steps of guessing hidden tokens of " +
               (facts.pretrainingTexts > 0
                    ? "these and " + std::to_string(facts.pretrainingTexts) + " unlabelled texts, then "
                    : "the same texts, then ");
    }
    return out + std::to_string(facts.steps) + " steps on the labels, in " + fixed(facts.seconds / 60.0, 1) +
           " minutes on " + facts.device + ". Every setting is in metrics.json.\n" + calibration(facts);
}

std::string quality(const ClassifierFacts& facts) {
    if (facts.heldOut.n == 0) return "No text was held out, so nothing is known of its quality.\n";
    return "On " + std::to_string(facts.heldOut.n) + " held-out texts: accuracy " + fixed(facts.heldOut.accuracy, 4) +
           ", F1 of the toxic class " + fixed(facts.heldOut.f1, 4) + ", area under the ROC curve " +
           fixed(facts.heldOut.auc, 4) + ". It knows no other language and no other kind of text.\n\n" +
           reliabilityTable(facts.reliability);
}

/// NaN is no JSON number.
OrderedJson numberOrNull(double value) {
    return std::isfinite(value) ? OrderedJson(value) : OrderedJson(nullptr);
}

}  // namespace

OrderedJson toJson(const ClassifierFacts& facts) {
    FitClassifierConfig config = facts.config;
    OrderedJson reliability = OrderedJson::array();
    for (const auto& bin : facts.reliability.bins) {
        reliability.push_back({{"n", bin.n}, {"mean_score", bin.meanScore}, {"toxic_share", bin.toxicShare}});
    }
    OrderedJson files = OrderedJson::array();
    for (const auto& file : facts.files) {
        files.push_back(
            {{"name", file.name}, {"sha256", file.sha256}, {"rows", file.documents}, {"bytes", file.bytes}});
    }
    return {{"program", "detox fit-classifier " + std::string(version())},
            {"n", facts.heldOut.n},
            {"accuracy", facts.heldOut.accuracy},
            {"f1", facts.heldOut.f1},
            {"auc", numberOrNull(facts.heldOut.auc)},
            {"temperature", facts.temperature},
            {"calibration_texts", facts.calibrationTexts},
            {"calibration_error_before", facts.uncalibratedError},
            {"calibration_error", facts.reliability.calibrationError},
            {"reliability", reliability},
            {"published_split", facts.publishedSplit},
            {"training_texts", facts.trainingTexts},
            {"toxic_training_texts", facts.toxicTrainingTexts},
            {"pretraining_texts", facts.pretrainingTexts},
            {"skipped_rows", facts.skippedRows},
            {"repeated_rows", facts.repeatedRows},
            {"parameters", facts.parameters},
            {"pretraining_steps", facts.pretrainingSteps},
            {"steps", facts.steps},
            {"seconds", facts.seconds},
            {"training_loss", facts.trainingLoss},
            {"settings", toJson(fieldsOf(config))},
            {"files", files}};
}

Result<void> writeClassifierCard(const std::filesystem::path& folder, const ClassifierFacts& facts) {
    if (auto written = writeFileAtomically(folder / "metrics.json", toJson(facts).dump(2) + "\n"); !written) {
        return written;
    }
    const std::string card =
        "# A toxicity classifier\n\nMade by `detox fit-classifier`. Labels: " + facts.config.neutralName + " (0), " +
        facts.config.toxicName + " (1).\n\n## Data\n\n" + dataTable(facts) + "\n## Recipe\n\n" + recipe(facts) +
        "\n## Quality\n\n" + quality(facts);
    return writeFileAtomically(folder / "README.md", card);
}

}  // namespace detox
