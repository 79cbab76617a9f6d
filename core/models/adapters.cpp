// SPDX-License-Identifier: GPL-3.0-or-later
// Names and first values as huggingface/peft src/peft/tuners/lora/layer.py and src/peft/utils/save_and_load.py.
#include "core/models/adapters.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace detox {
namespace {

bool isTarget(LoraTargets targets, const std::string& matrix) {
    if (targets == LoraTargets::AllLinear || matrix.ends_with(".qkv.weight")) return true;
    return targets == LoraTargets::Attention && matrix.ends_with(".attention_out.weight");
}

/// The linear layers that get adapters, by the names of their matrices.
std::map<std::string, LinearWeights*> targetsOf(LoraTargets targets, DecoderWeights& weights) {
    std::map<std::string, LinearWeights*> all;
    forEachLinear(weights, [&](const std::string& matrix, LinearWeights& linear) {
        if (isTarget(targets, matrix)) all[matrix] = &linear;
    });
    return all;
}

/// A checkpoint's matrix of keys alone: the middle one of three.
bool holdsKeysAlone(const TensorMapping& mapping, const LinearWeights& qkv) {
    return mapping.rows > 0 && mapping.firstRow > 0 && mapping.firstRow + mapping.rows < qkv.weight.size(0);
}

std::string moduleOf(const TensorMapping& mapping) {
    constexpr std::string_view kEnding = ".weight";
    return mapping.checkpointName.substr(0, mapping.checkpointName.size() - kEnding.size());
}

/// "transformer.h.3.attn.c_attn" → "attn.c_attn", which names the module of every layer and no other.
std::string nameInLayer(const std::string& module, const std::string& parameter) {
    constexpr std::string_view kLayer = "layer.";
    const std::string index = "." + parameter.substr(kLayer.size(), parameter.find('.', kLayer.size()) - kLayer.size());
    const auto at = module.find(index + ".");
    return at == std::string::npos ? module : module.substr(at + index.size() + 1);
}

LinearAdapter addAdapter(const TensorMapping& mapping, const LinearWeights& linear, Adapters& adapters) {
    const LoraConfig& lora = adapters.config;
    const std::int64_t in = linear.weight.size(1);
    const std::int64_t rows = mapping.rows < 0 ? linear.weight.size(0) : mapping.rows;
    const std::string a = moduleOf(mapping) + ".lora_A.weight";
    const std::string b = moduleOf(mapping) + ".lora_B.weight";
    LinearAdapter adapter{.a = adapters.parameters.add(a, {lora.loraRank, in}, Initial::Uniform,
                                                       1.0 / std::sqrt(static_cast<double>(in))),
                          .b = adapters.parameters.add(b, {rows, lora.loraRank}, Initial::Zeros),
                          .firstRow = mapping.firstRow,
                          .scale = lora.loraAlpha / lora.loraRank,
                          .dropout = lora.loraDropout};
    mapWhole(adapters.table, "base_model.model." + a, a);
    if (mapping.layout == TensorLayout::HeadByHead) {
        mapHeadByHead(adapters.table, "base_model.model." + b, b, mapping.heads);
    } else {
        mapWhole(adapters.table, "base_model.model." + b, b);
    }
    return adapter;
}

}  // namespace

Adapters addAdapters(const LoraConfig& lora, std::uint64_t seed, const TensorTable& base, DecoderWeights& weights) {
    Adapters adapters{.config = lora, .seed = seed, .parameters = {}, .table = {}};
    const auto targets = targetsOf(lora.loraTargets, weights);
    for (const TensorMapping& mapping : base.mappings) {
        const auto target = targets.find(mapping.parameter);
        if (target == targets.end()) continue;
        LinearWeights& linear = *target->second;
        if (lora.loraTargets == LoraTargets::QueryValue && holdsKeysAlone(mapping, linear)) continue;
        linear.adapters.push_back(addAdapter(mapping, linear, adapters));
        adapters.ofTransposed = mapping.layout == TensorLayout::Transposed;
        std::string name = nameInLayer(moduleOf(mapping), mapping.parameter);
        if (!std::ranges::count(adapters.modules, name)) adapters.modules.push_back(std::move(name));
    }
    adapters.parameters.initialise(seed, RandomPurpose::AdapterInit);
    return adapters;
}

}  // namespace detox
