// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/response_model.h"

#include <utility>

namespace detox {

CausalResponseModel::CausalResponseModel(CausalLm model, std::optional<ValueHead> valueHead,
                                         ValueGradient valueGradient)
    : m_model(std::move(model)), m_valueHead(std::move(valueHead)), m_valueGradient(valueGradient) {}

ResponseOutput CausalResponseModel::forward(const SequenceBatch& batch) const {
    return outputFrom(m_model.hiddenStates(batch.tokens), batch);
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
        output.values = m_valueHead->values(m_valueGradient == ValueGradient::HeadAlone ? chosen.detach() : chosen);
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
