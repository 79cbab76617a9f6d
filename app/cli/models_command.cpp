// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/engine_access.h"
#include "app/cli/json_output.h"
#include "app/cli/terminal.h"

namespace detox::cli {
namespace {

struct InspectOptions {
    explicit InspectOptions(Arguments& arguments) : machine(arguments) {
        arguments.option("MODEL", model, "A model's or an adapter's folder, a hub id, or run:ID[@update]").required();
        arguments.flag("--json", json, "Print JSON");
    }

    MachineFlags machine;
    std::string model;
    bool json = false;
};

OrderedJson jsonOf(const ModelUse& use) {
    return {{"possible", use.possible}, {"reason", use.possible ? OrderedJson(nullptr) : OrderedJson(use.reason)}};
}

OrderedJson jsonOf(const ModelFacts& facts) {
    OrderedJson adapter = nullptr;
    if (facts.adapter) {
        adapter = {{"folder", facts.adapter->folder.string()},
                   {"base", facts.adapter->base},
                   {"rank", facts.adapter->rank},
                   {"alpha", facts.adapter->alpha},
                   {"parameters", facts.adapter->parameters}};
    }
    return {{"folder", facts.folder.string()},       {"family", facts.family},
            {"architecture", facts.architecture},    {"parameters", facts.parameters},
            {"element_types", facts.elementTypes},   {"files", facts.files},
            {"weight_bytes", facts.weightBytes},     {"tokenizer", facts.tokenizer},
            {"positions", facts.positions},          {"labels", facts.labels},
            {"adapter", std::move(adapter)},         {"policy", jsonOf(facts.policy)},
            {"classifier", jsonOf(facts.classifier)}};
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::string megabytes(std::int64_t bytes) {
    return fixed(static_cast<double>(bytes) / 1e6, 1) + " MB";
}

std::string useText(const ModelUse& use) {
    return use.possible ? "yes" : "no: " + use.reason;
}

std::string adapterText(const AdapterFacts& adapter) {
    return "LoRA of rank " + std::to_string(adapter.rank) + ", alpha " + fixed(adapter.alpha, 0) + ", " +
           std::to_string(adapter.parameters) + " parameters, on " + adapter.base;
}

void printFacts(const ModelFacts& facts) {
    std::vector<std::vector<std::string>> rows{{"folder", facts.folder.string()}};
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty()) rows.push_back({name, value});
    };
    if (facts.adapter) add("adapter", adapterText(*facts.adapter));
    add("family", facts.family + (facts.architecture.empty() ? "" : " (" + facts.architecture + ")"));
    add("parameters", facts.parameters > 0 ? std::to_string(facts.parameters) : "");
    add("weights", facts.files.empty()
                       ? ""
                       : joined(facts.files) + ", " + facts.elementTypes + ", " + megabytes(facts.weightBytes));
    add("tokenizer", facts.tokenizer);
    add("longest text", facts.positions > 0 ? std::to_string(facts.positions) + " tokens" : "");
    add("labels", joined(facts.labels));
    add("as policy", useText(facts.policy));
    add("as classifier", useText(facts.classifier));
    print(table(rows));
}

ExitCode inspect(const InspectOptions& options) {
    const auto folder = options.machine.modelFolder(options.model);
    if (!folder) return fail(folder.error());
    auto engine = options.machine.engine();
    if (!engine) return fail(engine.error());
    const auto facts = (*engine)->inspect(*folder);
    if (!facts) return fail(facts.error());
    options.json ? printJson(jsonOf(*facts)) : printFacts(*facts);
    return ExitCode::Done;
}

}  // namespace

void addModels(Program& program) {
    Arguments models = program.arguments.command("models", "Look at models");
    models.requireCommand();
    program.addTo(models.command("inspect", "What a model is and what it can be used for"), &inspect);
}

}  // namespace detox::cli
