// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/ppo_state.h"

#include "core/util/files.h"
#include "core/util/json.h"
#include "core/util/version.h"

namespace detox {
namespace {

constexpr int kFormat = 1;

OrderedJson toJson(const Measurement& m) {
    return {{"n", m.n},
            {"mean_toxicity", m.meanToxicity},
            {"reward", m.reward},
            {"mean_length", m.meanLength},
            {"perplexity", m.perplexity},
            {"distinct_2", m.distinct2}};
}

Measurement measurementFrom(const Json& json) {
    return {json.at("n").get<int>(),
            json.at("mean_toxicity").get<double>(),
            json.at("reward").get<double>(),
            json.at("mean_length").get<double>(),
            json.at("perplexity").get<double>(),
            json.at("distinct_2").get<double>()};
}

PpoState stateFrom(const Json& json) {
    PpoState state;
    state.update = json.at("update").get<int>();
    state.probedUpdate = json.at("probedUpdate").get<int>();
    state.numbers.optimiserSteps = json.at("optimiserSteps").get<std::int64_t>();
    state.numbers.klCoef = json.at("klCoef").get<double>();
    if (json.contains("length")) {  // absent in older checkpoints
        state.numbers.length = {json.at("length").at("error").get<double>(), json.at("length").at("sum").get<double>()};
    }
    const Json& moments = json.at("scoreMoments");
    state.scoreMoments = {moments.at("mean").get<double>(), moments.at("variance").get<double>(),
                          moments.at("count").get<double>()};
    state.numbers.guardSkips = json.at("guardSkips").get<std::int64_t>();
    state.numbers.nonFiniteSkips = json.at("nonFiniteSkips").get<std::int64_t>();
    if (!json.at("before").is_null()) state.before = measurementFrom(json.at("before"));
    state.config = runConfigFromJson(json.at("config")).orThrow();
    if (state.update < 0 || state.numbers.optimiserSteps < 0) throw invalidInput("it counts below zero");
    return state;
}

}  // namespace

Result<void> writePpoState(const std::filesystem::path& file, const PpoState& state) {
    const RunningMoments& moments = state.scoreMoments;
    const OrderedJson json = {
        {"format", kFormat},
        {"update", state.update},
        {"promptCursor", static_cast<std::int64_t>(state.update) * state.config.ppo.batchSize},
        {"probedUpdate", state.probedUpdate},
        {"optimiserSteps", state.numbers.optimiserSteps},
        {"klCoef", state.numbers.klCoef},
        {"length", {{"error", state.numbers.length.error}, {"sum", state.numbers.length.sum}}},
        {"scoreMoments", {{"mean", moments.mean}, {"variance", moments.variance}, {"count", moments.count}}},
        {"guardSkips", state.numbers.guardSkips},
        {"nonFiniteSkips", state.numbers.nonFiniteSkips},
        {"before", state.before ? toJson(*state.before) : OrderedJson()},
        {"config", detox::toJson(state.config)},
        {"configHash", configHash(state.config)},
        {"program", version()},
        {"git", gitHash()}};
    return writeFileAtomically(file, json.dump(1) + "\n");
}

Result<PpoState> readPpoState(const std::filesystem::path& file) {
    const auto json = readJson(file);
    if (!json) return json.error();
    const std::string start = file.string() + " is no trainer state this version can resume from";
    if (!json->is_object() || json->value("format", Json()) != kFormat) return invalidInput(start + ".");
    try {
        return stateFrom(json.value());
    } catch (const Json::exception&) {
        return invalidInput(start + ": a value is missing or of the wrong kind. Resume from another checkpoint.");
    } catch (const Error& error) {
        return invalidInput(start + ": " + error.message());
    }
}

}  // namespace detox
