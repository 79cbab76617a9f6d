// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/sequence_batch.h"

#include <algorithm>

#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include "core/util/error.h"

namespace detox {

SequenceBatch layOut(const TokenRows& queries, const TokenRows& responses) {
    SequenceBatch batch{.rows = static_cast<std::int64_t>(queries.size())};
    TokenRows joined = queries;
    for (std::size_t r = 0; r < joined.size(); ++r) {
        const auto& response = responses.at(r);
        if (queries[r].empty() || response.empty()) throw internalError("PPO was given an empty query or response.");
        joined[r].insert(joined[r].end(), response.begin(), response.end());
        batch.responseLength = std::max(batch.responseLength, static_cast<std::int64_t>(response.size()));
    }
    batch.tokens = packRows(joined);

    std::vector<std::int64_t> predicting, targets, responseIndex;
    for (std::size_t r = 0; r < joined.size(); ++r) {
        const auto row = static_cast<std::int64_t>(r);
        const auto beforeFirst = batch.tokens.starts[r] + static_cast<std::int64_t>(queries[r].size()) - 1;
        for (std::size_t t = 0; t < responses[r].size(); ++t) {
            predicting.push_back(beforeFirst + static_cast<std::int64_t>(t));
            targets.push_back(responses[r][t]);
            responseIndex.push_back(row * batch.responseLength + static_cast<std::int64_t>(t));
        }
    }
    batch.predicting = at::tensor(predicting);
    batch.targets = at::tensor(targets);
    batch.responseIndex = at::tensor(responseIndex);
    return batch;
}

at::Tensor spread(const at::Tensor& perToken, const SequenceBatch& batch) {
    return at::zeros({batch.rows * batch.responseLength}, perToken.options())
        .scatter(0, batch.responseIndex, perToken)
        .view({batch.rows, batch.responseLength});
}

}  // namespace detox
