// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/response_model.h"

#include <utility>

#include <c10/core/GradMode.h>

namespace detox {

CausalResponseModel::CausalResponseModel(CausalLm model, std::optional<ValueHead> valueHead,
                                         const ResponseModelOptions& options)
    : m_model(std::move(model)), m_valueHead(std::move(valueHead)), m_options(options) {}

ResponseOutput CausalResponseModel::forward(const SequenceBatch& batch) const {
    const at::Tensor states = batch.trunk.defined() ? m_model.statesAfterTrunk(batch.trunk, m_options.sharedLayers,
                                                                               batch.tokens, m_options.activations)
                                                    : m_model.hiddenStates(batch.tokens, {}, m_options.activations);
    return outputFrom(states, batch);
}

at::Tensor CausalResponseModel::trunkStates(const SequenceBatch& batch) const {
    if (m_options.sharedLayers == 0) return {};
    const c10::NoGradGuard noGradient;
    return m_model.trunkStates(batch.tokens, m_options.sharedLayers);
}

ResponseOutput CausalResponseModel::trainingForward(const SequenceBatch& batch, std::uint32_t step) const {
    if (!dropsOut()) return forward(batch);
    Dropout draws(m_model.adapters().seed, step);
    return outputFrom(m_model.hiddenStates(batch.tokens, {.draws = &draws}), batch);
}

/// `states` [tokens, embedding]
ResponseOutput CausalResponseModel::outputFrom(const at::Tensor& states, const SequenceBatch& batch) const {
    const at::Tensor chosen = states.index_select(0, batch.predicting.to(states.device()));
    ResponseOutput output{.distributions = m_model.distributions(chosen), .values = {}};
    if (m_valueHead) {
        output.values =
            m_valueHead->values(m_options.valueGradient == ValueGradient::HeadAlone ? chosen.detach() : chosen);
    }
    return output;
}

std::vector<NamedTensor> CausalResponseModel::parameters() const {
    std::vector<NamedTensor> trainable;
    for (const auto& parameter : m_model.parameters().all()) {
        if (parameter.tensor.requires_grad()) trainable.push_back(parameter);
    }
    for (const auto& parameter : m_model.adapters().parameters.all()) trainable.push_back(parameter);
    if (m_valueHead) {
        for (const auto& parameter : m_valueHead->parameters().all()) trainable.push_back(parameter);
    }
    return trainable;
}

std::size_t CausalResponseModel::valueParameters() const {
    return m_valueHead ? m_valueHead->parameters().all().size() : 0;
}

}  // namespace detox
