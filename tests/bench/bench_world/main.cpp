// SPDX-License-Identifier: GPL-3.0-or-later
// bench_world FOLDER: model, classifier, judge and prompts with the starter's widths, depths and counts but random
// weights and one token per byte, for measuring where the starter is not at hand.
#include <cstdio>
#include <exception>

#include "tests/support/tiny_models.h"

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: bench_world FOLDER\n");
        return 2;
    }
    try {
        const std::filesystem::path folder = argv[1];
        detox::writeTinyGptNeo(folder / "lm", {.hidden = 256, .layers = 6, .heads = 8, .positions = 128});
        detox::writeTinyRoberta(folder / "reward", {.hidden = 192, .layers = 3, .heads = 6, .seed = 2});
        detox::writeTinyRoberta(folder / "judge", {.hidden = 224, .layers = 2, .heads = 7, .seed = 3});
        std::filesystem::create_directories(folder / "prompts");
        detox::writeTinyPrompts(folder / "prompts" / "train.jsonl", 1600);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_world: %s\n", error.what());
        return 1;
    }
    return 0;
}
