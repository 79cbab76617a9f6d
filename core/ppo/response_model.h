// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/models/causal_lm.h"
#include "core/models/value_head.h"
#include "core/ppo/sequence_batch.h"

namespace detox {

struct ResponseOutput {
    TokenDistributions distributions;  ///< what predicts each response token
    at::Tensor values;  // float32 [tokens]: the value before each response token; undefined without a value head
};

enum class ComputePrecision { Float32, BFloat16 };

/// All that PPO needs of a model. Gradients are recorded unless a c10::NoGradGuard is alive.
class ResponseModel {
public:
    virtual ~ResponseModel() = default;
    [[nodiscard]] virtual ResponseOutput forward(const SequenceBatch& batch) const = 0;
    /// forward() of the minibatch that training numbers `step`, with this step's dropout where the model has one.
    [[nodiscard]] virtual ResponseOutput trainingForward(const SequenceBatch& batch, std::uint32_t step) const {
        static_cast<void>(step);
        return forward(batch);
    }
    /// What layers that training does not move give of the tokens, without gradient, for SequenceBatch::trunk: computed
    /// once it serves the policy, the reference and every epoch. Undefined: there are none.
    [[nodiscard]] virtual at::Tensor trunkStates(const SequenceBatch& batch) const {
        static_cast<void>(batch);
        return {};
    }
    [[nodiscard]] virtual bool dropsOut() const { return false; }
    /// What training moves, in an order that never changes; empty for a frozen model.
    [[nodiscard]] virtual std::vector<NamedTensor> parameters() const = 0;
    /// How many of them, the last ones, serve the values alone.
    [[nodiscard]] virtual std::size_t valueParameters() const { return 0; }
    [[nodiscard]] virtual ComputePrecision precision() const { return ComputePrecision::Float32; }
};

/// What a loss on the values moves.
enum class ValueGradient { HeadAndModel, HeadAlone };

struct ResponseModelOptions {
    ValueGradient valueGradient = ValueGradient::HeadAndModel;
    std::int64_t sharedLayers = 0;  ///< first layers that the policy and the reference have in common
    Activations activations = Activations::Kept;
};

/// A causal language model; with a value head it can be trained, without one it is a reference. Shares the parameters
/// of what it is made from.
class CausalResponseModel final : public ResponseModel {
public:
    explicit CausalResponseModel(CausalLm model, std::optional<ValueHead> valueHead = std::nullopt,
                                 const ResponseModelOptions& options = {});

    [[nodiscard]] ResponseOutput forward(const SequenceBatch& batch) const override;
    [[nodiscard]] ResponseOutput trainingForward(const SequenceBatch& batch, std::uint32_t step) const override;
    [[nodiscard]] at::Tensor trunkStates(const SequenceBatch& batch) const override;
    [[nodiscard]] bool dropsOut() const override { return m_model.adapters().config.loraDropout > 0; }
    [[nodiscard]] std::vector<NamedTensor> parameters() const override;
    [[nodiscard]] std::size_t valueParameters() const override;

private:
    [[nodiscard]] ResponseOutput outputFrom(const at::Tensor& states, const SequenceBatch& batch) const;

    CausalLm m_model;
    std::optional<ValueHead> m_valueHead;
    ResponseModelOptions m_options;
};

}  // namespace detox
