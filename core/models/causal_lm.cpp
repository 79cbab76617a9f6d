// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/causal_lm.h"

#include <map>

#include <ATen/ops/embedding.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/log_softmax.h>

#include "core/models/attention.h"
#include "core/models/families/families.h"
#include "core/models/weights_io.h"
#include "core/util/files.h"

namespace detox {
namespace {

at::Tensor attend(const at::Tensor& x, const DecoderLayerWeights& w, const DecoderConfig& config,
                  const at::Tensor& bias) {
    const at::Tensor qkv = splitHeads(applyLinear(x, w.qkv), config.heads);
    const at::Tensor weights = attentionWeights(qkv, bias, {.heads = config.heads, .scale = config.attentionScale});
    return applyLinear(mixValues(weights, qkv, config.heads), w.attentionOut);
}

at::Tensor runLayer(const at::Tensor& x, const DecoderLayerWeights& w, const DecoderConfig& config,
                    const at::Tensor& bias, const ResidualDropout& dropout) {
    const auto kept = [&](const at::Tensor& added) { return dropped(added, dropout.share, dropout.draws); };
    const at::Tensor mixed = x.add(kept(attend(applyNorm(x, w.attentionNorm, config.normEpsilon), w, config, bias)));
    const at::Tensor up = applyLinear(applyNorm(mixed, w.feedForwardNorm, config.normEpsilon), w.up);
    return mixed.add(kept(applyLinear(activate(up, config.activation), w.down)));
}

void checkBatch(const TokenBatch& batch, const DecoderConfig& config) {
    if (batch.ids.size(1) > config.positions) {
        throw invalidInput("A text of " + std::to_string(batch.ids.size(1)) + " tokens is longer than the model's " +
                           std::to_string(config.positions) + " positions.");
    }
    if (batch.ids.numel() == 0) throw invalidInput("The model was given no tokens.");
    if (batch.ids.min().item<std::int64_t>() < 0 || batch.ids.max().item<std::int64_t>() >= config.vocabulary) {
        throw invalidInput("A token id is outside the model's vocabulary of " + std::to_string(config.vocabulary) +
                           "; the tokenizer belongs to another model.");
    }
}

at::Tensor embed(const TokenBatch& batch, const DecoderWeights& weights) {
    const at::Tensor tokens = at::embedding(weights.tokenEmbedding, batch.ids);
    if (batch.positions.defined()) return tokens.add(at::embedding(weights.positionEmbedding, batch.positions));
    return tokens.add(weights.positionEmbedding.narrow(0, 0, batch.ids.size(1)));
}

}  // namespace

CausalLm::CausalLm(const DecoderConfig& config)
    : m_config(config),
      m_weights(addDecoderWeights(m_config, m_parameters)),
      m_table(decoderFamily(config.family).table(config)) {}

CausalLm::CausalLm(const DecoderConfig& config, std::uint64_t seed) : CausalLm(config) {
    m_parameters.initialise(seed);
}

CausalLm CausalLm::load(const ModelFolder& folder) {
    CausalLm model(readDecoderConfig(folder));
    loadParameters(*openWeights(folder).orThrow(), model.m_table, model.m_parameters);
    return model;
}

CausalLm CausalLm::frozenCopy() const {
    CausalLm copy(m_config);
    copy.moveTo(device());
    copy.m_parameters.copyFrom(m_parameters);
    copy.m_parameters.setTrainable(false);
    return copy;
}

at::Tensor CausalLm::hiddenStates(const TokenBatch& given, const ResidualDropout& dropout) const {
    checkBatch(given, m_config);
    const TokenBatch batch = movedTo(given, device());
    std::map<std::int64_t, at::Tensor> biases;  // one per window size
    at::Tensor x = dropped(embed(batch, m_weights), dropout.share, dropout.draws);
    for (std::size_t i = 0; i < m_weights.layers.size(); ++i) {
        at::Tensor& bias = biases[m_config.windows[i]];
        if (!bias.defined()) bias = causalBias(batch.mask, batch.ids.size(1), m_config.windows[i], device());
        x = runLayer(x, m_weights.layers[i], m_config, bias, dropout);
    }
    return applyNorm(x, m_weights.finalNorm, m_config.normEpsilon);
}

at::Tensor CausalLm::logits(const at::Tensor& hidden) const {
    return at::linear(hidden, m_weights.head).to(at::kFloat);
}

void CausalLm::save(const std::filesystem::path& folder, DataType type) const {
    const Json config = decoderFamily(m_config.family).writeConfig(m_config, type);
    Json generation = Json::object();
    if (m_config.bos) generation["bos_token_id"] = *m_config.bos;
    if (m_config.eos) generation["eos_token_id"] = *m_config.eos;
    writeFileAtomically(folder / "config.json", config.dump(2) + "\n").orThrow();
    writeFileAtomically(folder / "generation_config.json", generation.dump(2) + "\n").orThrow();
    saveParameters(folder / "model.safetensors", m_table, m_parameters, type);
}

at::Tensor tokenLogprobs(const at::Tensor& logits, const at::Tensor& ids) {
    return at::log_softmax(logits, -1).gather(-1, ids.unsqueeze(-1)).squeeze(-1);
}

}  // namespace detox
