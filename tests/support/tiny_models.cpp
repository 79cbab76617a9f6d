// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tiny_models.h"

#include <string>
#include <vector>

#include <c10/core/GradMode.h>

#include "core/models/causal_lm.h"
#include "core/models/sequence_classifier.h"
#include "core/util/json.h"
#include "core/util/utf8.h"
#include "tests/support/text_file.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

/// GPT-2's stand-ins for bytes (openai/gpt-2 src/encoder.py bytes_to_unicode).
std::vector<std::string> byteTokens() {
    std::vector<std::string> tokens;
    char32_t next = 256;
    for (char32_t byte = 0; byte < 256; ++byte) {
        const bool printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
        std::string token;
        utf8::append(token, printable ? byte : next++);
        tokens.push_back(token);
    }
    return tokens;
}

void writeTokenizer(const fs::path& folder, const std::vector<std::string>& vocabulary, const Json& settings) {
    OrderedJson ids = OrderedJson::object();
    for (std::size_t id = 0; id < vocabulary.size(); ++id) ids[vocabulary[id]] = id;
    writeText(folder / "vocab.json", ids.dump());
    writeText(folder / "merges.txt", "#version: 0.2\n");
    writeText(folder / "tokenizer_config.json", settings.dump());
}

/// Larger than a fresh model's, so that outputs differ visibly between inputs.
void enlarge(const ParameterSet& parameters, double factor) {
    const c10::NoGradGuard noGradients;
    for (const auto& parameter : parameters.all()) {
        if (parameter.tensor.dim() == 2) parameter.tensor.mul_(factor);
    }
}

}  // namespace

void writeTinyGptNeo(const fs::path& folder, const TinyGptNeo& shape) {
    fs::create_directories(folder);
    auto tokens = byteTokens();
    const auto end = static_cast<std::int64_t>(tokens.size());
    tokens.emplace_back("<|endoftext|>");
    writeTokenizer(folder, tokens, {{"tokenizer_class", "GPT2Tokenizer"}});
    const CausalLm model(gptNeoConfig({.vocabulary = static_cast<std::int64_t>(tokens.size()),
                                       .hidden = shape.hidden,
                                       .layers = shape.layers,
                                       .heads = shape.heads,
                                       .positions = shape.positions,
                                       .window = 8,
                                       .bos = end,
                                       .eos = end}),
                         shape.seed);
    enlarge(model.parameters(), 3);
    model.save(folder);
}

void writeTinyRoberta(const fs::path& folder, const TinyRoberta& shape) {
    fs::create_directories(folder);
    std::vector<std::string> tokens{"<s>", "<pad>", "</s>", "<unk>"};
    for (auto& token : byteTokens()) tokens.push_back(std::move(token));
    tokens.emplace_back("<mask>");
    writeTokenizer(folder, tokens, {{"tokenizer_class", "RobertaTokenizer"}});
    const SequenceClassifier model(robertaConfig({.vocabulary = static_cast<std::int64_t>(tokens.size()),
                                                  .hidden = shape.hidden,
                                                  .layers = shape.layers,
                                                  .heads = shape.heads,
                                                  .maxTokens = shape.maxTokens,
                                                  .labels = {"neutral", "toxic"}}),
                                   shape.seed);
    enlarge(model.parameters(), 8);
    model.save(folder);
}

void writeTinyPrompts(const fs::path& file, int count) {
    std::string lines;
    for (int i = 0; i < count; ++i) {
        const Json record = {
            {"prompt", {{"text", "Story number " + std::to_string(i * 37) + " tells of a boat"}, {"toxicity", 0.9}}},
            {"continuation", {{"text", " on a lake."}, {"toxicity", 0.1}}}};
        lines += record.dump() + "\n";
    }
    writeText(file, lines);
}

}  // namespace detox
