// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/language_model_card.h"

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

double tokensSeen(const LanguageModelFacts& facts) {
    return static_cast<double>(facts.steps) * facts.config.optimiser.batchSize * facts.config.rowTokens;
}

std::string dataTable(const LanguageModelFacts& facts) {
    std::string out = "| file | documents | bytes | SHA-256 |\n|---|---|---|---|\n";
    for (const auto& file : facts.files) {
        out += "| " + file.name + " | " + std::to_string(file.documents) + " | " + std::to_string(file.bytes) + " | " +
               file.sha256 + " |\n";
    }
    return out;
}

std::string recipe(const LanguageModelFacts& facts) {
    const auto& c = facts.config;
    std::string out = "GPT-Neo architecture, " + std::to_string(facts.parameters) + " parameters: hidden " +
                      std::to_string(c.hidden) + ", " + std::to_string(c.layers) + " layers, " +
                      std::to_string(c.heads) + " heads, " + std::to_string(c.vocabulary) + " sentencepiece tokens, " +
                      std::to_string(c.contextTokens) + " positions.\n\n";
    out += "Trained from scratch with AdamW (peak learning rate " + toText(FieldValue(c.optimiser.learningRate)) +
           ", weight decay " + toText(FieldValue(c.optimiser.weightDecay)) + ", gradient norm limit " +
           toText(FieldValue(c.optimiser.maxGradNorm)) + ", dropout " + toText(FieldValue(c.dropout)) +
           ", linear warm-up, cosine decay to a tenth): " + std::to_string(facts.steps) + " steps of " +
           std::to_string(c.optimiser.batchSize) + " rows of " + std::to_string(c.rowTokens) + " tokens, that is " +
           fixed(tokensSeen(facts) / 1e6, 2) + " M tokens or " +
           fixed(tokensSeen(facts) / static_cast<double>(facts.trainingTokens), 2) + " epochs, in " +
           fixed(facts.seconds / 60.0, 1) + " minutes on " + facts.device + ". Every setting is in metrics.json.\n";
    return out;
}

std::string savedSentence(const LanguageModelFacts& facts) {
    const double temperature = facts.config.savedTemperature;
    if (temperature == 1) return "";
    return "The saved weights have their logits divided by " + toText(FieldValue(temperature)) +
           ": plain sampling from them is sampling at temperature " + toText(FieldValue(temperature)) +
           " from what was learnt. Their own perplexity on the same tokens is " + fixed(facts.savedPerplexity, 1) +
           ".\n";
}

std::string quality(const LanguageModelFacts& facts) {
    if (facts.heldOutTokens == 0) return "Nothing was held out to measure on.\n";
    return "On " + std::to_string(facts.heldOutDocuments) + " held-out documents (" +
           std::to_string(facts.heldOutTokens) + " tokens): perplexity " + fixed(facts.heldOutPerplexity, 1) +
           " per token, where a unigram model of the training tokens has " + fixed(facts.unigramPerplexity, 1) + ".\n" +
           savedSentence(facts);
}

}  // namespace

OrderedJson toJson(const LanguageModelFacts& facts) {
    FitLanguageModelConfig config = facts.config;
    OrderedJson files = OrderedJson::array();
    for (const auto& file : facts.files) {
        files.push_back(
            {{"name", file.name}, {"sha256", file.sha256}, {"documents", file.documents}, {"bytes", file.bytes}});
    }
    return {{"program", "detox fit-lm " + std::string(version())},
            {"settings", toJson(fieldsOf(config))},
            {"files", files},
            {"parameters", facts.parameters},
            {"training_documents", facts.trainingDocuments},
            {"training_tokens", facts.trainingTokens},
            {"held_out_documents", facts.heldOutDocuments},
            {"held_out_tokens", facts.heldOutTokens},
            {"device", facts.device},
            {"steps", facts.steps},
            {"seconds", facts.seconds},
            {"tokens_per_second", facts.seconds > 0 ? tokensSeen(facts) / facts.seconds : 0.0},
            {"training_loss", facts.trainingLoss},
            {"held_out_perplexity", facts.heldOutPerplexity},
            {"saved_perplexity", facts.savedPerplexity},
            {"unigram_perplexity", facts.unigramPerplexity}};
}

Result<void> writeLanguageModelCard(const std::filesystem::path& folder, const LanguageModelFacts& facts) {
    if (auto written = writeFileAtomically(folder / "metrics.json", toJson(facts).dump(2) + "\n"); !written) {
        return written;
    }
    const std::string card = "# A language model made by detox fit-lm\n\n" + recipe(facts) + "\n## Data\n\n" +
                             dataTable(facts) + "\n## Measured\n\n" + quality(facts);
    return writeFileAtomically(folder / "README.md", card);
}

}  // namespace detox
