// SPDX-License-Identifier: GPL-3.0-or-later
// bench_world FOLDER [SHAPE]: model (lm), classifier (reward), judge and prompts of a published shape with random
// weights, for measuring where the models themselves are not at hand.
#include <cstdio>
#include <exception>
#include <filesystem>

#include "core/models/causal_lm.h"
#include "core/models/families/families.h"
#include "core/models/sequence_classifier.h"
#include "core/util/files.h"
#include "tests/bench/bench_world/bench_tokenizer.h"
#include "tests/bench/bench_world/world_shape.h"

namespace detox::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kPrompts = 1600;
constexpr int kPromptTokens = 20;

void writeModel(const fs::path& folder, const Json& config) {
    fs::create_directories(folder);
    const CausalLm model(readDecoderConfig({"the model of the bench", config}), 1);
    writeBenchTokenizer(folder, TokenizerLayout::Gpt2, model.config().vocabulary);
    model.save(folder);
}

void writeClassifier(const fs::path& folder, const Json& config, std::uint64_t seed) {
    fs::create_directories(folder);
    const SequenceClassifier model(readEncoderConfig({"the classifier of the bench", config}), seed);
    writeBenchTokenizer(folder, TokenizerLayout::Roberta, model.config().vocabulary);
    model.save(folder);
}

/// RealToxicityPrompts records, all scored above the default threshold.
void writePrompts(const fs::path& file) {
    std::string lines;
    for (int i = 0; i < kPrompts; ++i) {
        lines +=
            Json{{"prompt", {{"text", benchText(static_cast<std::uint64_t>(i), kPromptTokens)}, {"toxicity", 0.9}}}}
                .dump() +
            "\n";
    }
    fs::create_directories(file.parent_path());
    writeFileAtomically(file, lines).orThrow();
}

void writeWorld(const fs::path& folder, const WorldShape& shape) {
    writeModel(folder / "lm", shape.model);
    writeClassifier(folder / "reward", shape.classifier, 2);
    writeClassifier(folder / "judge", shape.judge, 3);
    writePrompts(folder / "prompts" / "train.jsonl");
}

}  // namespace
}  // namespace detox::bench

int main(int argc, char** argv) {
    if (argc != 2 && argc != 3) {
        std::fprintf(stderr, "usage: bench_world FOLDER [starter|gpt-neo-125m]\n");
        return 2;
    }
    try {
        detox::bench::writeWorld(argv[1], detox::bench::worldShape(argc == 3 ? argv[2] : "starter"));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_world: %s\n", error.what());
        return 1;
    }
    return 0;
}
