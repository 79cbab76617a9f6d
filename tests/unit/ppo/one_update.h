// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>

#include "core/ppo/minibatch_order.h"
#include "core/ppo/ppo_update.h"
#include "tests/unit/ppo/bigram_model.h"
#include "tests/unit/ppo/tensors.h"

namespace detox {

/// One update as number `number` on a response that earns 1 and one that costs 1, in one minibatch and one epoch.
inline PpoReport oneUpdate(PpoConfig config, const BigramModel& policy, const BigramModel& reference, int number = 1) {
    config.batchSize = config.minibatchSize = 2;
    config.ppoEpochs = 1;
    config.klCoef = 0;
    PpoUpdate update(config, {policy, reference});
    Rollouts rollouts = update.collect({{1}, {2}}, {{0, 4}, {1, 2, 3}});
    rollouts.scores = rollouts.rawScores = vector({1, -1});
    return update.improve(std::move(rollouts), RandomMinibatchOrder(1), number);
}

/// The mean over that update's response tokens of what is known after each token: [5].
inline double meanOverResponses(const at::Tensor& afterToken) {
    double mean = 0;
    for (const int before : {1, 0, 2, 1, 2}) mean += afterToken[before].item<double>() / 5;
    return mean;
}

}  // namespace detox
