// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/inspect_model.h"

#include <algorithm>
#include <set>

#include "core/hub/open_model.h"
#include "core/models/causal_lm.h"
#include "core/models/engine_errors.h"
#include "core/models/families/families.h"
#include "core/models/sequence_classifier.h"
#include "core/reward/label_roles.h"
#include "core/text/tokenizer.h"

namespace detox {
namespace {

std::string joined(const std::set<std::string_view>& names) {
    std::string text;
    for (const std::string_view name : names) text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

std::string firstArchitecture(const Json& config) {
    const auto names = config.find("architectures");
    const bool given = names != config.end() && names->is_array() && !names->empty() && names->front().is_string();
    return given ? names->front().get<std::string>() : std::string();
}

void describeWeights(const ModelFolder& folder, ModelFacts& facts) {
    const auto source = openWeights(folder);
    if (!source) return;  // the uses give the reason
    std::set<std::string_view> types;
    std::set<std::string> files;
    for (const TensorEntry& entry : source.value()->entries()) {
        types.insert(toText(entry.type));
        files.insert(source.value()->fileOf(entry).filename().string());
        facts.weightBytes += static_cast<std::int64_t>(entry.bytes);
    }
    facts.elementTypes = joined(types);
    facts.files.assign(files.begin(), files.end());
}

void describeTokenizer(const ModelFolder& folder, ModelFacts& facts) {
    const auto files = tokenizerFiles(folder.tokenizer, folder.config);
    const auto tokenizer = loadTokenizer(folder.tokenizer, folder.config);
    if (!files || !tokenizer) {
        facts.tokenizer = (files ? tokenizer.error() : files.error()).message();
        return;
    }
    facts.tokenizer = *files + ", " + std::to_string((*tokenizer)->size()) + " tokens";
}

void describeAdapter(const ModelFolder& folder, ModelFacts& facts) {
    if (!folder.adapter) return;
    const AdapterConfig& config = folder.adapter->config;
    facts.adapter = AdapterFacts{.folder = folder.adapter->path,
                                 .base = config.base,
                                 .rank = static_cast<int>(config.rank),
                                 .alpha = config.alpha};
    const auto source = openAdapterWeights(*folder.adapter);
    if (!source) return;
    for (const TensorEntry& entry : source.value()->entries()) {
        facts.adapter->parameters += static_cast<std::int64_t>(entry.bytes / bytesPerElement(entry.type));
    }
}

/// `check` throws the reason why not.
template <class Check>
ModelUse useOf(Check check) {
    const auto checked = engineResult(check);
    return checked ? ModelUse{.possible = true} : ModelUse{.reason = checked.error().message()};
}

void requireTokenizer(const ModelFolder& folder, std::int64_t vocabulary) {
    const auto tokenizer = loadTokenizer(folder.tokenizer, folder.config).orThrow();
    if (tokenizer->size() <= vocabulary) return;
    throw invalidInput("The tokenizer in " + folder.tokenizer.string() + " has " + std::to_string(tokenizer->size()) +
                       " tokens and the model only " + std::to_string(vocabulary) + "; they do not belong together.");
}

void checkPolicy(const ModelFolder& folder, ModelFacts& facts) {
    const DecoderConfig config = readDecoderConfig(folder);
    facts.positions = config.positions;
    facts.parameters = CausalLm::check(folder);
    requireTokenizer(folder, config.vocabulary);
}

void checkClassifier(const ModelFolder& folder, ModelFacts& facts) {
    const EncoderConfig config = readEncoderConfig(folder);
    facts.positions = config.maxTokens();
    facts.parameters = SequenceClassifier::check(folder);
    facts.labels = config.labels;
    requireTokenizer(folder, config.vocabulary);
    (void)resolveRoles({.labels = config.labels, .multiLabel = config.multiLabel, .where = folder.path.string()}, {});
}

}  // namespace

ModelFacts inspectModel(const std::filesystem::path& path) {
    const ModelFolder folder = openModel(path).orThrow();
    ModelFacts facts;
    facts.folder = folder.path;
    facts.family = folder.modelType();
    facts.architecture = firstArchitecture(folder.config);
    describeWeights(folder, facts);
    describeTokenizer(folder, facts);
    describeAdapter(folder, facts);
    facts.policy = useOf([&] { checkPolicy(folder, facts); });
    facts.classifier = useOf([&] { checkClassifier(folder, facts); });
    return facts;
}

}  // namespace detox
