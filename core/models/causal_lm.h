// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/checkpoint/model_folder.h"
#include "core/models/adapters.h"
#include "core/models/decoder_weights.h"
#include "core/models/dropout.h"
#include "core/models/packed_tokens.h"
#include "core/models/tensor_table.h"
#include "core/models/token_distributions.h"
#include "core/models/weights_io.h"

namespace detox {

/// Dropout of a training pass, of the embeddings and of what each half of a layer adds (GPT-2's); adapters have a share
/// of their own. None where `draws` is nullptr.
struct ResidualDropout {
    Dropout* draws = nullptr;  ///< not owned
    double share = 0;
};

/// What the backward pass needs of each layer: kept, or computed again there from what entered it (recomputed.h). Not
/// to be combined with dropout.
enum class Activations { Kept, Recomputed };

/// One decoder with its language-model head (DESIGN 4); families differ in data only. A value: copies share the
/// parameters. Forward passes record gradients where the parameters require them (guard with c10::NoGradGuard
/// elsewhere) and may run on several threads at once while nobody writes the parameters.
class CausalLm {
public:
    /// First values as GPT-2's, drawn from `seed`. Throws Error for a config whose numbers do not fit together.
    CausalLm(const DecoderConfig& config, std::uint64_t seed);
    /// Throws Error: unknown family, bad config, missing, unexpected or ill-shaped tensors.
    [[nodiscard]] static CausalLm load(const ModelFolder& folder);
    /// Every refusal of load(), told without reading a weight; the number of parameters.
    [[nodiscard]] static std::int64_t check(const ModelFolder& folder);
    /// A copy of the weights, without adapters, with its own memory that records no gradients: the reference of PPO.
    [[nodiscard]] CausalLm frozenCopy() const;
    /// The embeddings and the first `layers` layers become those of `other`, in the same memory, and record gradients
    /// in neither any more (TRL 0.7.1, create_reference_model with num_shared_layers); a tied head is an embedding.
    /// Throws Error when the model has not more layers. Precondition: the configs are the same.
    void shareTrunk(const CausalLm& other, std::int64_t layers);
    /// A copy with new adapters, drawn from `seed`, on the same memory, which records no gradients any more: what is
    /// trained are the copy's adapters, and this model stays as it is. Precondition: no adapters yet, loraRank > 0.
    [[nodiscard]] CausalLm adapted(const LoraConfig& lora, std::uint64_t seed) const;

    [[nodiscard]] const DecoderConfig& config() const noexcept { return m_config; }
    [[nodiscard]] const DecoderWeights& weights() const noexcept { return m_weights; }
    /// By our names; query, key and value are one matrix. For optimisers and trainer state.
    [[nodiscard]] const ParameterSet& parameters() const noexcept { return m_parameters; }
    [[nodiscard]] const Adapters& adapters() const noexcept { return m_adapters; }
    /// Checkpoint names ↔ parameters.
    [[nodiscard]] const TensorTable& table() const noexcept { return m_table; }

    /// To another device, with every copy of this value; call before an optimiser takes the parameters.
    void moveTo(at::Device device);
    [[nodiscard]] at::Device device() const { return m_parameters.device(); }

    /// What the head reads, for tokens on any device: [tokens, embedding]. Throws Error when a row is longer than the
    /// model's positions or an id is outside the vocabulary.
    [[nodiscard]] at::Tensor hiddenStates(const PackedTokens& tokens, const ResidualDropout& dropout = {},
                                          Activations activations = Activations::Kept) const;
    /// What the first `layers` layers give: [tokens, hidden].
    [[nodiscard]] at::Tensor trunkStates(const PackedTokens& tokens, std::int64_t layers) const;
    /// hiddenStates() from there on: `trunk` is what the first `layers` layers gave of these tokens.
    [[nodiscard]] at::Tensor statesAfterTrunk(const at::Tensor& trunk, std::int64_t layers, const PackedTokens& tokens,
                                              Activations activations = Activations::Kept) const;
    /// The same of rectangles: [B, T] → [B, T, embedding], zeros where there is padding. Computes the tokens alone.
    [[nodiscard]] at::Tensor hiddenStates(const TokenBatch& batch, const ResidualDropout& dropout = {}) const;
    /// [..., embedding] → [..., vocabulary], float32. Select the positions you need first: the head is the largest
    /// product.
    [[nodiscard]] at::Tensor logits(const at::Tensor& hidden) const;
    /// The same not yet written out: [tokens, embedding].
    [[nodiscard]] TokenDistributions distributions(const at::Tensor& hidden) const {
        return {.states = hidden, .head = m_weights.head, .bias = m_weights.headBias};
    }

    /// Writes config.json, generation_config.json and model.safetensors or its shards, adapters merged in, into an
    /// existing folder. Throws Error as saveParameters.
    void save(const std::filesystem::path& folder, const WeightsFormat& format = {}) const;

private:
    explicit CausalLm(const DecoderConfig& config);

    DecoderConfig m_config;
    ParameterSet m_parameters;
    DecoderWeights m_weights;
    TensorTable m_table;
    Adapters m_adapters;
};

/// log softmax(logits)[ids] at temperature 1. [N, vocabulary], [N] → [N]
[[nodiscard]] at::Tensor tokenLogprobs(const at::Tensor& logits, const at::Tensor& ids);

}  // namespace detox
