// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/ppo/ppo_update.h"
#include "core/reward/score_normaliser.h"
#include "core/util/json.h"
#include "tests/support/closeness.h"
#include "tests/support/golden_arrays.h"

namespace detox {

/// How the recorded sequences are handed to the product.
/// Responses: as in training, query and response. Everything: the first token as query and the rest as response, with
/// the mask on the true response, so that the product's arrays are the recorded frame, position for position.
enum class GoldenLayout { Responses, Everything };

/// What a training forward pass gave, [rows, responseLength].
struct RecordedPass {
    at::Tensor logprobs, values;
};

/// The policy of a case: records its training passes and numbers positions as the recording did.
class RecordingModel final : public ResponseModel {
public:
    RecordingModel(const ResponseModel& inner, bool leftPadded) : m_inner(inner), m_leftPadded(leftPadded) {}
    [[nodiscard]] ResponseOutput forward(const SequenceBatch& batch) const override;
    [[nodiscard]] std::vector<NamedTensor> parameters() const override { return m_inner.parameters(); }
    mutable std::vector<RecordedPass> passes;

private:
    const ResponseModel& m_inner;
    const bool m_leftPadded;
};

/// The recorded permutations.
class RecordedOrder final : public MinibatchOrder {
public:
    explicit RecordedOrder(Json epochs) : m_epochs(std::move(epochs)) {}
    [[nodiscard]] std::vector<std::int64_t> rows(int, int epoch, std::int64_t) const override {
        return m_epochs.at(static_cast<std::size_t>(epoch)).get<std::vector<std::int64_t>>();
    }

private:
    Json m_epochs;
};

/// One case of goldens/ppo: its configuration with TRL's values of the switches, its models, its recorded arrays.
class PpoCase {
public:
    PpoCase(const std::filesystem::path& folder, GoldenLayout layout);

    [[nodiscard]] int steps() const { return static_cast<int>(json["steps"].size()); }
    /// Stage 1 and 2 of a step: rollouts with the recorded mask and scores.
    [[nodiscard]] Rollouts rollouts(int step);
    [[nodiscard]] PpoReport improve(const Rollouts& rollouts, int step, const StepCheck& check = stopCheck({}));

    /// A recorded [rows, frame] array as the product lays it out; `rows` of it in their own order (empty: all).
    [[nodiscard]] at::Tensor expected(const at::Tensor& recorded, const std::vector<std::int64_t>& rows = {}) const;
    /// 1 where the layout holds a token of the sequence, same shape.
    [[nodiscard]] at::Tensor valid(const std::vector<std::int64_t>& rows = {}) const;
    [[nodiscard]] at::Tensor array(int step, const std::string& name) const;
    [[nodiscard]] Tolerance tolerance(const std::string& name) const;
    /// The trained parameters (or their gradients) under the recorded names.
    [[nodiscard]] std::vector<NamedTensor> parameters(bool gradients) const;

    Json json;
    PpoConfig config;
    CausalLm policyModel;
    ValueHead valueHead;
    std::unique_ptr<CausalResponseModel> policyResponses, referenceResponses;
    std::unique_ptr<RecordingModel> policy, reference;
    std::unique_ptr<PpoUpdate> update;
    GoldenArrays arrays;

private:
    [[nodiscard]] std::int64_t firstColumn(std::size_t row) const;
    [[nodiscard]] std::int64_t width(std::size_t row) const;

    GoldenLayout m_layout;
    bool m_leftPadded;
    std::int64_t m_frame = 0;  // longest query + response − 1
    std::int64_t m_width = 0;  // of the product's arrays
    std::vector<std::int64_t> m_queryLengths, m_responseLengths;
    std::unique_ptr<ScoreNormaliser> m_normaliser;
};

}  // namespace detox
