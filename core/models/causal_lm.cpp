// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/causal_lm.h"

#include <ATen/ops/linear.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/zeros.h>

#include "core/models/activation.h"
#include "core/models/adapter_weights.h"
#include "core/models/families/families.h"
#include "core/models/leaf_gradients.h"
#include "core/models/recomputed.h"
#include "core/models/row_attention.h"
#include "core/util/files.h"

namespace detox {
namespace {

/// What all layers of one pass share.
struct Pass {
    const DecoderConfig& config;
    const DecoderWeights& model;
    ResidualDropout dropout;
    PackedTokens tokens;
    RotaryTable rotary;  // the rows of these tokens
    Activations activations = Activations::Kept;

    at::Tensor kept(const at::Tensor& added) const { return dropped(added, dropout.share, dropout.draws); }
    at::Tensor linear(const at::Tensor& x, const LinearWeights& weights) const {
        return applyLinear(x, weights, dropout.draws);
    }
    at::Tensor normed(const at::Tensor& x, const NormWeights& norm) const {
        return applyNorm(x, norm, config.normEpsilon);
    }
};

at::Tensor attend(const at::Tensor& x, const DecoderLayerWeights& w, const Pass& pass, std::size_t layer) {
    const DecoderConfig& config = pass.config;
    const RowAttention attention{.shape = {.heads = config.heads,
                                           .kvHeads = config.kvHeads,
                                           .headSize = config.headSize,
                                           .scale = config.scaleOfLayer(static_cast<std::int64_t>(layer))},
                                 .window = config.windows[layer],
                                 .slopes = pass.model.alibiSlopes,
                                 .rotary = pass.rotary,
                                 .position = config.position};
    return pass.linear(attendRows(pass.linear(x, w.qkv), pass.tokens.starts, attention), w.attentionOut);
}

at::Tensor feedForward(const at::Tensor& x, const DecoderLayerWeights& w, const Pass& pass) {
    const DecoderConfig& config = pass.config;
    const at::Tensor up = pass.linear(x, w.up);
    if (!config.gated) return pass.linear(activate(up, config.activation), w.down);
    const at::Tensor gate = activate(up.narrow(-1, 0, config.intermediate), config.activation);
    return pass.linear(gate.mul(up.narrow(-1, config.intermediate, config.intermediate)), w.down);
}

at::Tensor runLayer(const at::Tensor& x, const DecoderLayerWeights& w, const Pass& pass, std::size_t layer) {
    const DecoderConfig& config = pass.config;
    const bool before = config.normPlace == NormPlace::Before;
    const at::Tensor normed = before ? pass.normed(x, w.attentionNorm) : x;
    const at::Tensor attended = pass.kept(attend(normed, w, pass, layer));
    if (config.residual == Residual::Parallel || config.residual == Residual::ParallelOneNorm) {
        const bool one = config.residual == Residual::ParallelOneNorm;
        const at::Tensor inner = one ? normed : pass.normed(x, w.feedForwardNorm);
        return x.add(attended).add_(pass.kept(feedForward(inner, w, pass)));
    }
    const bool fromNorm = config.residual == Residual::SequentialFromNorm;
    at::Tensor mixed = (fromNorm ? normed : x).add(attended);
    if (!before) mixed = pass.normed(mixed, w.attentionNorm);
    const at::Tensor inner = before ? pass.normed(mixed, w.feedForwardNorm) : mixed;
    const at::Tensor out = (fromNorm ? inner : mixed).add(pass.kept(feedForward(inner, w, pass)));
    return before ? out : pass.normed(out, w.feedForwardNorm);
}

void checkTokens(const PackedTokens& tokens, const DecoderConfig& config) {
    if (tokens.longest() > config.positions) {
        throw invalidInput("A text of " + std::to_string(tokens.longest()) + " tokens is longer than the model's " +
                           std::to_string(config.positions) + " positions.");
    }
    if (tokens.ids.numel() == 0) throw invalidInput("The model was given no tokens.");
    if (tokens.ids.min().item<std::int64_t>() < 0 || tokens.ids.max().item<std::int64_t>() >= config.vocabulary) {
        throw invalidInput("A token id is outside the model's vocabulary of " + std::to_string(config.vocabulary) +
                           "; the tokenizer belongs to another model.");
    }
}

at::Tensor embed(const PackedTokens& tokens, const DecoderWeights& weights, const DecoderConfig& config) {
    at::Tensor x = embeddingOfLeaf(weights.tokenEmbedding, tokens.ids);
    if (weights.projectIn.weight.defined()) x = applyLinear(x, weights.projectIn);
    if (weights.positionEmbedding.defined()) {
        x = x.add(embeddingOfLeaf(weights.positionEmbedding, tokens.positions.add(config.positionOffset)));
    }
    return config.embeddingNorm ? applyNorm(x, weights.embeddingNorm, config.normEpsilon) : x;
}

/// Shared by what recomputes layers; the model outlives it.
using SharedPass = std::shared_ptr<const Pass>;

SharedPass passOver(const PackedTokens& tokens, const CausalLm& model, const ResidualDropout& dropout,
                    Activations activations) {
    return std::make_shared<const Pass>(Pass{.config = model.config(),
                                             .model = model.weights(),
                                             .dropout = dropout,
                                             .tokens = tokens,
                                             .rotary = rowsOf(model.weights().rotary, tokens.positions),
                                             .activations = activations});
}

/// Layers begin … end − 1.
at::Tensor runLayers(at::Tensor x, const SharedPass& pass, std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
        const auto layer = [pass, i](const at::Tensor& in) { return runLayer(in, pass->model.layers[i], *pass, i); };
        x = pass->activations == Activations::Recomputed ? recomputed(x, layer) : layer(x);
    }
    return x;
}

/// What the head reads of what the last layer gave.
at::Tensor outputOf(const at::Tensor& x, const Pass& pass) {
    const at::Tensor normed = pass.config.finalNorm ? pass.normed(x, pass.model.finalNorm) : x;
    return pass.config.isProjected() ? applyLinear(normed, pass.model.projectOut) : normed;
}

/// Whether a parameter belongs to the embeddings or to one of the first layers.
bool isOfTrunk(const std::string& name, std::int64_t layers) {
    for (const char* embedding : {"token_embedding", "position_embedding", "project_in", "embedding_norm"}) {
        if (name.starts_with(embedding)) return true;
    }
    for (std::int64_t i = 0; i < layers; ++i) {
        if (name.starts_with("layer." + std::to_string(i) + ".")) return true;
    }
    return false;
}

/// [tokens, n] → [B, T, n], zeros where the batch has padding.
at::Tensor asBatch(const at::Tensor& packed, const TokenBatch& batch) {
    const std::int64_t rows = batch.ids.size(0);
    const std::int64_t length = batch.ids.size(1);
    if (!batch.mask.defined()) return packed.view({rows, length, packed.size(1)});
    const at::Tensor cells = batch.mask.ne(0).view({-1}).nonzero().squeeze(1);
    return at::zeros({rows * length, packed.size(1)}, packed.options())
        .index_copy(0, cells, packed)
        .view({rows, length, packed.size(1)});
}

/// As it was read; of a model that came without one, the tokens a text begins and ends with.
Json exportedGeneration(const DecoderConfig& config) {
    Json generation = config.generation;
    if (!generation.empty()) return generation;
    if (config.bos) generation["bos_token_id"] = *config.bos;
    if (config.eos) generation["eos_token_id"] = *config.eos;
    return generation;
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
    loadParameters(*openModelWeights(folder, model.m_table), model.m_table, model.m_parameters);
    return model;
}

std::int64_t CausalLm::check(const ModelFolder& folder) {
    const CausalLm model(readDecoderConfig(folder));  // its memory is reserved and never touched
    checkParameters(*openModelWeights(folder, model.m_table), model.m_table, model.m_parameters);
    return model.m_parameters.elements();
}

CausalLm CausalLm::frozenCopy() const {
    CausalLm copy(m_config);
    copy.moveTo(device());
    copy.m_parameters.copyFrom(m_parameters);
    copy.m_parameters.setTrainable(false);
    return copy;
}

void CausalLm::shareTrunk(const CausalLm& other, std::int64_t layers) {
    if (layers >= m_config.layers) {
        throw invalidInput("With " + std::to_string(layers) +
                           " shared layers nothing would be left to train: the model " + "has " +
                           std::to_string(m_config.layers) + ". Share fewer.");
    }
    const auto ofTrunk = [layers](const std::string& name) { return isOfTrunk(name, layers); };
    m_parameters.share(other.m_parameters, ofTrunk);
    for (const auto& parameters : {m_parameters, other.m_parameters}) {
        for (const NamedTensor& parameter : parameters.all()) {
            if (ofTrunk(parameter.name)) parameter.tensor.requires_grad_(false);
        }
    }
}

CausalLm CausalLm::adapted(const LoraConfig& lora, std::uint64_t seed) const {
    CausalLm copy = *this;
    copy.m_parameters.setTrainable(false);
    copy.m_adapters = addAdapters(lora, seed, m_table, copy.m_weights);
    copy.m_adapters.parameters.moveTo(device());
    return copy;
}

void CausalLm::moveTo(at::Device device) {
    m_parameters.moveTo(device);
    m_adapters.parameters.moveTo(device);
    m_weights.rotary.moveTo(device);
    if (m_weights.alibiSlopes.defined()) m_weights.alibiSlopes.set_data(m_weights.alibiSlopes.to(device));
}

at::Tensor CausalLm::hiddenStates(const PackedTokens& given, const ResidualDropout& dropout,
                                  Activations activations) const {
    checkTokens(given, m_config);
    const PackedTokens tokens = movedTo(given, device());
    const SharedPass pass = passOver(tokens, *this, dropout, activations);
    return outputOf(runLayers(pass->kept(embed(tokens, m_weights, m_config)), pass, 0, m_config.layers), *pass);
}

at::Tensor CausalLm::trunkStates(const PackedTokens& given, std::int64_t layers) const {
    checkTokens(given, m_config);
    const PackedTokens tokens = movedTo(given, device());
    const SharedPass pass = passOver(tokens, *this, {}, Activations::Kept);
    return runLayers(embed(tokens, m_weights, m_config), pass, 0, layers);
}

at::Tensor CausalLm::statesAfterTrunk(const at::Tensor& trunk, std::int64_t layers, const PackedTokens& given,
                                      Activations activations) const {
    const SharedPass pass = passOver(movedTo(given, device()), *this, {}, activations);
    return outputOf(runLayers(trunk, pass, layers, m_config.layers), *pass);
}

at::Tensor CausalLm::hiddenStates(const TokenBatch& given, const ResidualDropout& dropout) const {
    const TokenBatch batch = movedTo(given, device());
    const auto first = m_config.positionsFromMask ? FirstPosition::Token : FirstPosition::Column;
    return asBatch(hiddenStates(packTokens(batch, first), dropout), batch);
}

at::Tensor CausalLm::logits(const at::Tensor& hidden) const {
    return at::linear(hidden, m_weights.head, m_weights.headBias).to(at::kFloat);
}

void CausalLm::save(const std::filesystem::path& folder, const WeightsFormat& format) const {
    const Json config = decoderFamily(m_config.family).writeConfig(m_config, format.type);
    writeFileAtomically(folder / "config.json", config.dump(2) + "\n").orThrow();
    writeFileAtomically(folder / "generation_config.json", exportedGeneration(m_config).dump(2) + "\n").orThrow();
    std::map<std::string, const LinearWeights*> adapted;
    forEachLinear(m_weights, [&](const std::string& matrix, const LinearWeights& linear) {
        if (!linear.adapters.empty()) adapted[matrix] = &linear;
    });
    const auto merged = [&](const std::string& parameter) {
        const auto found = adapted.find(parameter);
        return found == adapted.end() ? m_parameters.get(parameter) : mergedWeight(*found->second);
    };
    saveParameters(folder / "model.safetensors", m_table, merged, format);
}

at::Tensor tokenLogprobs(const at::Tensor& logits, const at::Tensor& ids) {
    return at::log_softmax(logits, -1).gather(-1, ids.unsqueeze(-1)).squeeze(-1);
}

}  // namespace detox
