// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/checkpoint/model_folder.h"
#include "core/models/dropout.h"
#include "core/models/encoder_weights.h"
#include "core/models/tensor_table.h"
#include "core/models/token_batch.h"
#include "core/models/weights_io.h"

namespace detox {

/// One encoder with a classification head; families differ in data only. A value: copies share the parameters. Threads
/// and gradients as CausalLm.
class SequenceClassifier {
public:
    /// First values drawn from `seed`. Throws Error for a config whose numbers do not fit together.
    SequenceClassifier(const EncoderConfig& config, std::uint64_t seed);
    /// Throws Error: unknown family, bad config, missing, unexpected or ill-shaped tensors.
    [[nodiscard]] static SequenceClassifier load(const ModelFolder& folder);
    /// Every refusal of load(), told without reading a weight; the number of parameters.
    [[nodiscard]] static std::int64_t check(const ModelFolder& folder);

    [[nodiscard]] const EncoderConfig& config() const noexcept { return m_config; }
    [[nodiscard]] const ParameterSet& parameters() const noexcept { return m_parameters; }
    [[nodiscard]] const TensorTable& table() const noexcept { return m_table; }

    /// To another device, with every copy of this value; call before an optimiser takes the parameters.
    void moveTo(at::Device device) { m_parameters.moveTo(device); }
    [[nodiscard]] at::Device device() const { return m_parameters.device(); }

    /// Right-padded rows on any device, [B, T] → [B, T, hidden]; `batch.positions` is not used. `dropout` nullptr:
    /// none. Throws Error when a row is longer than config().maxTokens() or an id is outside the vocabulary.
    [[nodiscard]] at::Tensor hiddenStates(const TokenBatch& batch, Dropout* dropout = nullptr) const;
    /// The head over the first token's state. → [B, labels], float32
    [[nodiscard]] at::Tensor logits(const TokenBatch& batch, Dropout* dropout = nullptr) const;
    /// Scores of the vocabulary for masked-language-model pretraining, tied to the token embedding. [N, hidden] →
    /// [N, vocabulary]
    [[nodiscard]] at::Tensor vocabularyLogits(const at::Tensor& hidden) const;

    /// Writes config.json and model.safetensors or its shards into an existing folder. Throws Error as saveParameters.
    void save(const std::filesystem::path& folder, const WeightsFormat& format = {}) const;

private:
    explicit SequenceClassifier(const EncoderConfig& config);
    /// hiddenStates() of each row's first token without dropout, its rows packed: [B, hidden].
    [[nodiscard]] at::Tensor firstStates(const TokenBatch& batch) const;

    EncoderConfig m_config;
    ParameterSet m_parameters;
    EncoderWeights m_weights;
    TensorTable m_table;
};

}  // namespace detox
