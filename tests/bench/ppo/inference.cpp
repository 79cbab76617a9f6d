// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ppo/inference.h"

#include <string>

#include <c10/core/GradMode.h>

#include "core/generation/batch_decoder.h"
#include "core/reward/classifier_scorer.h"
#include "tests/bench/bench_world/bench_tokenizer.h"

namespace detox::bench {
namespace {

void decode(const CausalLm& model, const Workload& workload, int rows) {
    const c10::NoGradGuard noGradients;
    std::vector<DecodeRow> wanted;
    for (int row = 0; row < rows; ++row) {
        wanted.push_back(
            {.prompt = workload.prompt(row),
             .maxNewTokens = workload.newTokens,
             .address = {.seed = 1, .purpose = RandomPurpose::Sampling, .sample = static_cast<std::uint32_t>(row)}});
    }
    const SamplerConfig sampler{.minNewTokens = workload.newTokens};
    (void)decodeAll(model, sampler, std::move(wanted));
}

}  // namespace

std::vector<Figure> measureDecoding(const Workload& workload, const TryLimits& limits) {
    const CausalLm model = CausalLm::load(openModelFolder(workload.world / "lm").orThrow());
    std::vector<Figure> figures;
    for (const int rows : {1, 16, 64}) {
        const Tries tries = tryOut(limits, [&] { decode(model, workload, rows); });
        figures.push_back(rateFigure("decode, batch " + std::to_string(rows), "tokens/s",
                                     static_cast<double>(rows) * workload.newTokens, tries,
                                     [=](const Bounds& bounds) { return bounds.decode(rows); }));
    }
    return figures;
}

std::vector<Figure> measureScoring(const Workload& workload, const TryLimits& limits) {
    ClassifierScorer scorer(workload.world / "reward", "");
    std::vector<Figure> figures;
    for (const int count : {16, 256}) {
        std::vector<std::string> texts;
        for (int i = 0; i < count; ++i) {
            texts.push_back(benchText(static_cast<std::uint64_t>(i), workload.newTokens));
        }
        const Tries tries = tryOut(limits, [&] { (void)scorer.score(texts).orThrow(); });
        figures.push_back(rateFigure("score, " + std::to_string(count) + " texts", "texts/s", count, tries,
                                     [=](const Bounds& bounds) { return bounds.score(count); }));
    }
    return figures;
}

}  // namespace detox::bench
