// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/field.h"
#include "core/config/ppo_choices.h"

namespace detox {

/// PPO's numbers (Schulman et al. 2017; Ziegler et al. 2019 for the KL penalty); defaults are the recipe's.
struct PpoConfig {
    int updates = 100;
    int batchSize = 16;
    int minibatchSize = 4;
    int accumulationSteps =
        1;  ///< minibatches per optimiser step; weighted by token count, so the gradient is that of one batch
    int ppoEpochs = 4;
    double learningRate = 1.41e-5;
    LearningRateSchedule learningRateSchedule = LearningRateSchedule::Constant;
    double maxGradNorm = 0;  ///< 0: off
    double gamma = 1.0;
    double lambda = 0.95;
    double clipRange = 0.2;
    double valueClipRange = 0.2;
    double valueCoef = 0.1;
    double valueLearningRate = 0;  ///< of the value head; 0: learningRate
    bool valueHeadAlone = false;   ///< the value loss moves the value head and not the model under it
    double entropyCoef = 0;        ///< 0: off
    double entropyTarget = 0;      ///< nats per token; 0: none
    double klLossCoef = 0;         ///< of the divergence from the original model's distribution; 0: off
    double endingCoef = 0;         ///< of the divergence of ending from the original model's; 0: off
    double lengthTarget = 0;       ///< tokens; 0: off
    double lengthStep = 0.02;
    KlKind klKind = KlKind::Kl;
    KlControl klControl = KlControl::Adaptive;
    double klCoef = 0.2;       ///< β, or β0 when adaptive
    double klTarget = 6;       ///< nats per sequence
    double klHorizon = 10000;  ///< sequences
    double ratioThreshold = 10;
    bool gradientCheckpointing = false;  ///< a layer's activations are computed again in the backward pass
    int sharedLayers = 0;  ///< first layers that stay the original's, with the embeddings before them; 0: none
    bool earlyStop = false;
    double earlyStopKl = 1;
    bool whitenRewards = false;
    // Compatibility switches (DESIGN 7.12), off by default.
    bool clipFirstStepOnly = false;
    bool ratioGuardKeepsMomentum = false;
    bool objectiveKlFollowsPenalty = false;
    LossAveraging lossAveraging = LossAveraging::Tokens;
    bool whitenPerMinibatch = false;
    bool whitenedRewardsPastEnd = false;
};

template <class V>
void describe(V& v, PpoConfig& c) {
    v.field(c.updates, {.key = "updates",
                        .label = "Updates",
                        .range = {1, 10'000'000},
                        .help = "How many PPO updates the run makes.",
                        .level = Level::Essential});
    v.field(c.batchSize, {.key = "batchSize",
                          .label = "Batch size",
                          .unit = "responses",
                          .range = {1, 65536},
                          .help = "Responses sampled per update.",
                          .level = Level::Essential});
    v.field(c.minibatchSize, {.key = "minibatchSize",
                              .label = "Minibatch size",
                              .unit = "responses",
                              .range = {1, 65536},
                              .help = "Responses per optimiser step; must divide the batch size.",
                              .level = Level::Essential});
    v.field(c.accumulationSteps, {.key = "accumulationSteps",
                                  .label = "Gradient accumulation",
                                  .unit = "minibatches",
                                  .range = {1, 65536},
                                  .help = "Minibatches whose gradients make one optimiser step; tokens weigh equally, "
                                          "so the gradient is that of one larger minibatch."});
    v.field(c.ppoEpochs, {.key = "ppoEpochs",
                          .label = "PPO epochs",
                          .range = {1, 1000},
                          .help = "Passes over each batch of responses."});
    v.field(c.learningRate, {.key = "learningRate",
                             .label = "Learning rate",
                             .range = {1e-9, 1},
                             .help = "Adam's step size; the first update's where the schedule lets it fall.",
                             .level = Level::Essential});
    v.field(c.learningRateSchedule,
            {.key = "learningRateSchedule",
             .label = "Learning rate schedule",
             .help = "Linear falls in equal steps to zero after the last update, so that a run settles instead of "
                     "following the noise of its last batches."});
    v.field(c.maxGradNorm, {.key = "maxGradNorm",
                            .label = "Gradient norm limit",
                            .range = {0, 1e6},
                            .help = "Scale the gradient down to this global norm, every step; 0 is off."});
    v.field(c.gamma, {.key = "gamma",
                      .label = "Discount γ",
                      .range = {0, 1},
                      .help = "Discount of later rewards (Schulman et al. 2016)."});
    v.field(c.lambda, {.key = "lambda",
                       .label = "GAE λ",
                       .range = {0, 1},
                       .help = "Trades bias for variance in the advantages (Schulman et al. 2016)."});
    v.field(c.clipRange, {.key = "clipRange",
                          .label = "Clip range",
                          .range = {1e-6, 10},
                          .help = "How far the probability ratio may move before its gradient is cut."});
    v.field(c.valueClipRange, {.key = "valueClipRange",
                               .label = "Value clip range",
                               .range = {1e-6, 1e6},
                               .help = "How far a value prediction may move per update before its gradient is cut."});
    v.field(c.valueCoef, {.key = "valueCoef",
                          .label = "Value loss weight",
                          .range = {0, 1000},
                          .help = "Weight of the value loss beside the policy loss."});
    v.field(c.valueLearningRate, {.key = "valueLearningRate",
                                  .label = "Value head learning rate",
                                  .range = {0, 1},
                                  .help = "Adam's step size for the value head, which starts from nothing and can "
                                          "learn faster than the model; 0 is the learning rate."});
    v.field(c.valueHeadAlone, {.key = "valueHeadAlone",
                               .label = "Value loss trains its head alone",
                               .help = "The value loss leaves the model under the value head as it is, so that only "
                                       "the reward moves the text."});
    v.field(c.entropyCoef, {.key = "entropyCoef",
                            .label = "Entropy weight",
                            .range = {0, 1000},
                            .help = "Rewards an undecided policy by this weight times its mean entropy; 0 is off."});
    v.field(c.entropyTarget, {.key = "entropyTarget",
                              .label = "Entropy target",
                              .unit = "nats per token",
                              .range = {0, 20},
                              .help = "The entropy weight then pulls the mean entropy to this value from both sides: "
                                      "lower, responses repeat themselves; higher, they ramble. 0 is none."});
    v.field(c.klLossCoef, {.key = "klLossCoef",
                           .label = "KL weight in the loss",
                           .range = {0, 1e6},
                           .help = "Pulls every token's distribution towards the original model's directly, not "
                                   "through the reward, where each token costs and short responses are cheap; 0 is "
                                   "off."});
    v.field(c.endingCoef, {.key = "endingCoef",
                           .label = "Ending weight",
                           .range = {0, 1e6},
                           .help = "Holds the probability of ending a response, token by token, to the original "
                                   "model's, so that responses do not shrink for a better score; 0 is off."});
    v.field(c.lengthTarget, {.key = "lengthTarget",
                             .label = "Length target",
                             .unit = "tokens",
                             .range = {0, 100'000},
                             .help = "While the mean response is shorter, every response token earns a reward that "
                                     "grows; it shrinks again once responses are long enough. 0 is off."});
    v.field(c.lengthStep, {.key = "lengthStep",
                           .label = "Length step",
                           .range = {0, 1000},
                           .help = "How fast the reward per token adapts, in units of the score."});
    v.field(c.klKind,
            {.key = "klKind", .label = "KL estimate", .help = "Per-token penalty for leaving the original model."});
    v.field(c.klControl, {.key = "klControl",
                          .label = "KL control",
                          .help = "Adaptive β steers the KL to its target (Ziegler et al. 2019); fixed β stays.",
                          .level = Level::Essential});
    v.field(c.klCoef, {.key = "klCoef",
                       .label = "KL coefficient β",
                       .range = {0, 1000},
                       .help = "Weight of the KL penalty; the start value when adaptive.",
                       .level = Level::Essential});
    v.field(c.klTarget, {.key = "klTarget",
                         .label = "KL target",
                         .unit = "nats per response",
                         .range = {1e-6, 10000},
                         .help = "Where adaptive β steers the KL to the original model.",
                         .level = Level::Essential});
    v.field(c.klHorizon, {.key = "klHorizon",
                          .label = "KL horizon",
                          .unit = "responses",
                          .range = {1, 1e9},
                          .help = "How slowly adaptive β reacts."});
    v.field(c.ratioThreshold,
            {.key = "ratioThreshold",
             .label = "Ratio guard",
             .range = {1, 1e9},
             .help = "A minibatch whose mean probability ratio exceeds this changes nothing and is counted."});
    v.field(c.sharedLayers,
            {.key = "sharedLayers",
             .label = "Shared layers",
             .unit = "layers",
             .range = {0, 1024},
             .help = "The first layers and the embeddings stay the original model's and are in memory once for both; "
                     "what they compute is computed once per batch. Less to learn, faster; 0 trains every layer."});
    v.field(c.gradientCheckpointing,
            {.key = "gradientCheckpointing",
             .label = "Gradient checkpointing",
             .help = "Keep only what enters each layer and compute the rest again in the backward pass (Chen et al. "
                     "2016): far less memory for activations, about a third more to compute. The result is the same."});
    v.field(c.earlyStop, {.key = "earlyStop",
                          .label = "Stop an update early",
                          .help = "End an update's PPO epochs when the policy has moved too far."});
    v.field(c.earlyStopKl, {.key = "earlyStopKl",
                            .label = "Early stop at KL",
                            .unit = "nats per token",
                            .range = {1e-9, 1000},
                            .help = "The update's epochs end when the policy has moved 1.5 times this far."});
    v.field(c.whitenRewards,
            {.key = "whitenRewards",
             .label = "Whiten rewards",
             .help = "Divide rewards by their standard deviation before advantages (TRL from 0.7.3)."});
    v.field(c.clipFirstStepOnly,
            {.key = "clipFirstStepOnly",
             .label = "Clip only the first step",
             .help = "TRL 0.5 to 0.8: the gradient norm was limited in the very first optimiser step only.",
             .level = Level::Compatibility});
    v.field(c.ratioGuardKeepsMomentum,
            {.key = "ratioGuardKeepsMomentum",
             .label = "Guarded minibatches still step",
             .help = "TRL: a guarded minibatch has zero loss but Adam still moves the weights by old momentum.",
             .level = Level::Compatibility});
    v.field(c.objectiveKlFollowsPenalty,
            {.key = "objectiveKlFollowsPenalty",
             .label = "KL metric follows the penalty",
             .help = "TRL from 0.7.9: objective/kl sums the chosen estimate instead of lp − lpRef.",
             .level = Level::Compatibility});
    v.field(c.lossAveraging, {.key = "lossAveraging",
                              .label = "Loss averaging",
                              .help = "TRL divides each accumulated minibatch by their number, so short responses "
                                      "weigh more; over tokens weighs every token equally.",
                              .level = Level::Compatibility});
    v.field(c.whitenPerMinibatch,
            {.key = "whitenPerMinibatch",
             .label = "Whiten per minibatch",
             .help = "TRL before 0.5 whitened advantages inside each minibatch instead of over the batch.",
             .level = Level::Compatibility});
    v.field(c.whitenedRewardsPastEnd,
            {.key = "whitenedRewardsPastEnd",
             .label = "Whitened rewards past the end",
             .help = "TRL 0.7.3 to 0.7.11: whitening gave the padding after a response a reward, which reached its "
                     "advantages.",
             .level = Level::Compatibility});
}

}  // namespace detox
