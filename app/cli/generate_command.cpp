// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/engine_access.h"
#include "app/cli/json_output.h"
#include "app/cli/stop_signal.h"
#include "app/cli/terminal.h"

namespace detox::cli {
namespace {

struct Options {
    explicit Options(Arguments& arguments);

    MachineFlags machine;
    ConfigFlags<SamplerConfig> sampler;
    std::string model;
    std::string prompt;
    int maxNewTokens = 64;
    int samples = 1;
    std::uint64_t seed = 0;
    bool json = false;
};

Options::Options(Arguments& arguments) : machine(arguments), sampler(arguments) {
    arguments.option("--model", model, "A model folder, a hub id, or run:ID[@update]").required();
    arguments.option("--prompt", prompt, "What the model continues").required();
    arguments.option("--max-new-tokens", maxNewTokens, "Longest continuation in tokens (default 64)")
        .within(1, 100'000);
    arguments.option("--samples", samples, "How many continuations (default 1)").within(1, 4096);
    arguments.option("--seed", seed, "Same seed and settings: same text (default 0)").wholeNumber(0, UINT64_MAX);
    arguments.flag("--json", json, "Print {\"samples\": [{\"text\", \"ids\"}]}");
}

/// One sample is written as it comes; several, or JSON, when they are done.
class Stream final : public GenerationObserver {
public:
    explicit Stream(bool live) : m_live(live) {}
    void onPiece(const GeneratedPiece& piece) override {
        if (m_live) print(piece.text);
    }

private:
    bool m_live;
};

Result<std::vector<GeneratedText>> decode(TextGenerator& model, const GenerationRequest& request, bool live,
                                          const std::stop_token& stop) {
    auto decoding = model.begin(request);
    if (!decoding) return decoding.error();
    if (live) print(request.prompts.front());
    Stream stream(live);
    while (!stop.stop_requested()) {
        auto more = (*decoding)->step(stream);
        if (!more) return more.error();
        if (!*more) break;
    }
    return (*decoding)->texts();
}

void printSamples(const std::vector<GeneratedText>& texts) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
        printLine("--- sample " + std::to_string(i + 1));
        printLine(texts[i].text);
    }
}

ExitCode run(const Options& options) {
    auto sampler = options.sampler.over({});
    if (!sampler) return refuse(sampler.error().message());
    const StopSignal stop;
    auto folder = options.machine.modelFolder(options.model);
    if (!folder) return fail(folder.error());
    auto engine = options.machine.engine();
    if (!engine) return fail(engine.error());
    auto model = (*engine)->openGenerator(*folder);
    if (!model) return fail(model.error());
    const GenerationRequest request{.prompts = std::vector(static_cast<std::size_t>(options.samples), options.prompt),
                                    .maxNewTokens = options.maxNewTokens,
                                    .sampler = *sampler,
                                    .seed = options.seed};
    const bool live = !options.json && options.samples == 1;
    auto texts = decode(**model, request, live, stop.token());
    if (!texts) return fail(texts.error());
    if (options.json) {
        OrderedJson samples = OrderedJson::array();
        for (const auto& text : *texts) samples.push_back(jsonOf(text));
        printJson({{"samples", samples}});
    } else {
        live ? printLine("") : printSamples(*texts);
    }
    return stop.token().stop_requested() ? ExitCode::Interrupted : ExitCode::Done;
}

}  // namespace

void addGenerate(Program& program) {
    program.add("generate", "Continue a prompt with a model", &run);
}

}  // namespace detox::cli
