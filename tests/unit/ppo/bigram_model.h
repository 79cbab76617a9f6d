// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <ATen/ops/arange.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include "core/ppo/response_model.h"

namespace detox {

/// The smallest model there is: logits and value depend on the token before and on nothing else.
class BigramModel final : public ResponseModel {
public:
    static constexpr std::int64_t kTokens = 5;

    explicit BigramModel(double shift = 0) {
        std::vector<float> head, values;
        for (int next = 0; next < kTokens; ++next) {
            for (int before = 0; before < kTokens; ++before) {
                const int i = before * static_cast<int>(kTokens) + next;
                head.push_back(static_cast<float>(0.3 * ((i * 7) % 11) - shift * i));
            }
        }
        for (int i = 0; i < kTokens; ++i) values.push_back(0.2F * static_cast<float>(i) - 0.3F);
        m_head = at::tensor(head).view({kTokens, kTokens}).requires_grad_(true);
        m_values = at::tensor(values).view({kTokens, 1}).requires_grad_(true);
    }

    [[nodiscard]] ResponseOutput forward(const SequenceBatch& batch) const override {
        const at::Tensor before = batch.tokens.ids.index_select(0, batch.predicting);
        return {.distributions = {.states = at::eye(kTokens).index_select(0, before), .head = m_head, .bias = {}},
                .values = at::embedding(m_values, before).squeeze(-1)};
    }
    [[nodiscard]] std::vector<NamedTensor> parameters() const override {
        return {{"head", m_head}, {"values", m_values}};
    }
    [[nodiscard]] std::size_t valueParameters() const override { return 1; }

    /// After each of the tokens, without gradient: [5].
    [[nodiscard]] TokenStatistics statistics(const BigramModel* reference = nullptr) const {
        const c10::NoGradGuard noGradient;
        const auto all = [](const BigramModel& model) {
            return TokenDistributions{.states = at::eye(kTokens), .head = model.m_head, .bias = {}};
        };
        const TokenDistributions other = reference == nullptr ? TokenDistributions{} : all(*reference);
        return tokenStatistics(all(*this), {.targets = at::arange(kTokens, at::kLong),
                                            .reference = reference == nullptr ? nullptr : &other});
    }

private:
    at::Tensor m_head;  // [next token, token before]: logits
    at::Tensor m_values;
};

}  // namespace detox
