// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/engine_access.h"
#include "app/cli/json_output.h"
#include "app/cli/stop_signal.h"
#include "app/cli/terminal.h"
#include "core/api/side_by_side.h"

namespace detox::cli {
namespace {

struct Options {
    explicit Options(Arguments& arguments);

    MachineFlags machine;
    ConfigFlags<SamplerConfig> sampler;
    std::array<std::string, 2> models;
    std::string prompt;
    std::string classifier;
    int maxNewTokens = 64;
    std::uint64_t seed = 0;
    bool json = false;
};

Options::Options(Arguments& arguments) : machine(arguments), sampler(arguments) {
    arguments.option("--left", models[0], "A model folder, a hub id, or run:ID[@update]").required();
    arguments.option("--right", models[1], "The other one").required();
    arguments.option("--prompt", prompt, "What both continue").required();
    arguments.option("--classifier", classifier, "Scores both texts for toxicity");
    arguments.option("--max-new-tokens", maxNewTokens, "Longest continuation in tokens (default 64)")
        .within(1, 100'000);
    arguments.option("--seed", seed, "Same seed and settings: same texts (default 0)").wholeNumber(0, UINT64_MAX);
    arguments.flag("--json", json, "Print {\"prompt\", \"seed\", \"left\", \"right\"}");
}

struct SideResult {
    GeneratedText text;
    std::optional<double> toxicity;
};

using Comparison = std::array<SideResult, 2>;

class Silent final : public SideBySideObserver {
public:
    void onPiece(Side, const GeneratedPiece&) override {}
};

Result<Comparison> generate(Engine& engine, const Options& options, const std::stop_token& stop) {
    auto sampler = options.sampler.over({});
    if (!sampler) return sampler.error();
    std::array<std::unique_ptr<TextGenerator>, 2> models;
    for (std::size_t side = 0; side < 2; ++side) {
        auto folder = options.machine.modelFolder(options.models[side]);
        if (!folder) return folder.error();
        auto model = engine.openGenerator(*folder);
        if (!model) return model.error();
        models[side] = std::move(model).value();
    }
    const GenerationRequest request{
        .prompts = {options.prompt}, .maxNewTokens = options.maxNewTokens, .sampler = *sampler, .seed = options.seed};
    Silent silent;
    auto texts = generateSideBySide(*models[0], *models[1], request, silent, stop);
    if (!texts) return texts.error();
    return Comparison{SideResult{.text = (*texts)[0].at(0)}, SideResult{.text = (*texts)[1].at(0)}};
}

Result<void> addToxicity(Engine& engine, const Options& options, Comparison& comparison) {
    if (options.classifier.empty()) return {};
    auto folder = options.machine.modelFolder(options.classifier);
    if (!folder) return folder.error();
    auto scorer = engine.openScorer(*folder, "");
    if (!scorer) return scorer.error();
    auto scores = (*scorer)->score({comparison[0].text.text, comparison[1].text.text});
    if (!scores) return scores.error();
    for (std::size_t side = 0; side < 2; ++side) comparison[side].toxicity = scores->at(side).toxicity;
    return {};
}

OrderedJson jsonOfSide(const std::string& model, const SideResult& side) {
    OrderedJson out{{"model", model}};
    out.update(jsonOf(side.text));
    out["toxicity"] = side.toxicity ? jsonOf(*side.toxicity) : OrderedJson(nullptr);
    return out;
}

void printText(const Options& options, const Comparison& comparison) {
    printLine("prompt  " + options.prompt);
    for (std::size_t side = 0; side < 2; ++side) {
        const auto& result = comparison[side];
        printLine(std::string("\n") + (side == 0 ? "left   " : "right  ") + options.models[side] +
                  (result.toxicity ? "  toxicity " + fixed(*result.toxicity, 3) : ""));
        printLine(result.text.text);
    }
}

ExitCode run(const Options& options) {
    const StopSignal stop;
    auto engine = options.machine.engine();
    if (!engine) return fail(engine.error());
    auto comparison = generate(**engine, options, stop.token());
    if (!comparison) return fail(comparison.error());
    if (auto added = addToxicity(**engine, options, *comparison); !added) return fail(added.error());
    if (options.json) {
        printJson({{"prompt", options.prompt},
                   {"seed", options.seed},
                   {"left", jsonOfSide(options.models[0], (*comparison)[0])},
                   {"right", jsonOfSide(options.models[1], (*comparison)[1])}});
    } else {
        printText(options, *comparison);
    }
    return stop.token().stop_requested() ? ExitCode::Interrupted : ExitCode::Done;
}

}  // namespace

void addCompare(Program& program) {
    program.add("compare", "Continue the same prompt with two models, same seed", &run);
}

}  // namespace detox::cli
