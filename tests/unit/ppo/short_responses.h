// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>

#include "core/ppo/minibatch_order.h"
#include "core/ppo/ppo_update.h"
#include "tests/unit/ppo/bigram_model.h"
#include "tests/unit/ppo/tensors.h"

namespace detox {

/// What short responses earn moves a policy without a KL penalty this far in twenty updates.
struct PaidForShortResponses {
    static constexpr TokenId kEnd = 4;

    BigramModel policy;
    PpoReport last;

    /// `config` says what holds the policy; the rest is set here.
    explicit PaidForShortResponses(PpoConfig config) {
        config.batchSize = config.minibatchSize = 4;
        config.learningRate = 0.03;
        config.klControl = KlControl::Fixed;
        config.klCoef = 0;
        const BigramModel reference;
        PpoUpdate update(config, {policy, reference}, kEnd);
        const RandomMinibatchOrder order(1);
        for (int number = 1; number <= 20; ++number) {
            Rollouts rollouts = update.collect({{1}, {2}, {3}, {0}}, {{0, kEnd}, {1, 2, 3}, {kEnd}, {2, 0, 1}});
            rollouts.scores = rollouts.rawScores = vector({1, -1, 1, -1});
            last = update.improve(std::move(rollouts), order, number);
        }
    }
};

}  // namespace detox
