// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <ATen/ops/embedding.h>
#include <ATen/ops/tensor.h>

#include "core/ppo/response_model.h"

namespace detox {

/// The smallest model there is: logits and value depend on the token before and on nothing else.
class BigramModel final : public ResponseModel {
public:
    static constexpr std::int64_t kTokens = 5;

    explicit BigramModel(double shift = 0) {
        std::vector<float> logits, values;
        for (int i = 0; i < kTokens * kTokens; ++i)
            logits.push_back(static_cast<float>(0.3 * ((i * 7) % 11) - shift * i));
        for (int i = 0; i < kTokens; ++i) values.push_back(0.2F * static_cast<float>(i) - 0.3F);
        m_logits = at::tensor(logits).view({kTokens, kTokens}).requires_grad_(true);
        m_values = at::tensor(values).view({kTokens, 1}).requires_grad_(true);
    }

    [[nodiscard]] ResponseOutput forward(const SequenceBatch& batch) const override {
        const at::Tensor before = batch.tokens.ids.flatten().index_select(0, batch.predicting);
        return {.logits = at::embedding(m_logits, before), .values = at::embedding(m_values, before).squeeze(-1)};
    }
    [[nodiscard]] std::vector<NamedTensor> parameters() const override {
        return {{"logits", m_logits}, {"values", m_values}};
    }
    [[nodiscard]] std::size_t valueParameters() const override { return 1; }

private:
    at::Tensor m_logits, m_values;
};

}  // namespace detox
