// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Metric keys as TRL publishes them (trl/trainer/ppo_trainer.py, record_step_stats), so that curves can be laid over
/// published ones; below them the studio's own.
namespace detox::metric {

inline constexpr char kKl[] = "objective/kl";  ///< nats per sequence, summed over response tokens
inline constexpr char kKlPerToken[] = "objective/kl_per_token";
inline constexpr char kKlCoef[] = "objective/kl_coef";
inline constexpr char kEntropy[] = "objective/entropy";  ///< −mean over sequences of Σ lp
inline constexpr char kMeanNonScoreReward[] = "ppo/mean_non_score_reward";
inline constexpr char kMeanScores[] = "ppo/mean_scores";
inline constexpr char kStdScores[] = "ppo/std_scores";
inline constexpr char kRewardMean[] = "env/reward_mean";
inline constexpr char kRewardStd[] = "env/reward_std";
inline constexpr char kLossPolicy[] = "ppo/loss/policy";
inline constexpr char kLossValue[] = "ppo/loss/value";
inline constexpr char kLossTotal[] = "ppo/loss/total";
inline constexpr char kPolicyEntropy[] = "ppo/policy/entropy";
inline constexpr char kApproxKl[] = "ppo/policy/approxkl";
inline constexpr char kPolicyKl[] = "ppo/policy/policykl";
inline constexpr char kClipFraction[] = "ppo/policy/clipfrac";
inline constexpr char kAdvantagesMean[] = "ppo/policy/advantages_mean";
inline constexpr char kReturnsMean[] = "ppo/returns/mean";
inline constexpr char kReturnsVar[] = "ppo/returns/var";
inline constexpr char kValuePrediction[] = "ppo/val/vpred";
inline constexpr char kValueError[] = "ppo/val/error";
inline constexpr char kValueClipFraction[] = "ppo/val/clipfrac";
inline constexpr char kValueMean[] = "ppo/val/mean";
inline constexpr char kValueVar[] = "ppo/val/var";
inline constexpr char kVarExplained[] = "ppo/val/var_explained";
inline constexpr char kLearningRate[] = "ppo/learning_rate";
inline constexpr char kQueryLengthMean[] = "tokens/queries_len_mean";
inline constexpr char kQueryLengthStd[] = "tokens/queries_len_std";
inline constexpr char kResponseLengthMean[] = "tokens/responses_len_mean";
inline constexpr char kResponseLengthStd[] = "tokens/responses_len_std";

inline constexpr char kToxicity[] = "env/toxicity_mean";        ///< the reward classifier's mean P(toxic)
inline constexpr char kLengthCoef[] = "objective/length_coef";  ///< reward per response token
inline constexpr char kEndingKl[] = "ppo/ending_kl";            ///< nats per token: core/ppo/ending_kl.h
inline constexpr char kEosRate[] = "tokens/eos_rate";           ///< share of responses that ended by themselves
inline constexpr char kEmptyResponses[] = "tokens/empty";       ///< responses scored as the empty string
inline constexpr char kGradNorm[] = "ppo/grad_norm";
inline constexpr char kGuardSkips[] = "ppo/guard_skips";  ///< minibatches left out by the ratio guard
inline constexpr char kNonFiniteSkips[] = "ppo/non_finite_skips";
inline constexpr char kTokensPerSecond[] = "time/tokens_per_second";
inline constexpr char kUpdateSeconds[] = "time/update";
// The stages of time/update, in seconds; TRL times the last two in its step() (0.7.1, trl/trainer/ppo_trainer.py).
inline constexpr char kGenerateSeconds[] = "time/ppo/generate";              ///< writing the responses
inline constexpr char kScoreSeconds[] = "time/ppo/score";                    ///< the classifier, of prefixes too
inline constexpr char kForwardSeconds[] = "time/ppo/forward_pass";           ///< policy and reference on the responses
inline constexpr char kOptimizeSeconds[] = "time/ppo/optimize_step";         ///< stages 3 to 7; all but 5 is little
inline constexpr char kFirstRatioDeviation[] = "ppo/first_ratio_deviation";  ///< DESIGN 7.9's self-check

// Probe and test measurements (DESIGN 8), unconstrained sampler.
inline constexpr char kMeanToxicity[] = "mean_toxicity";  ///< the judge's mean P(toxic)
inline constexpr char kReward[] = "reward";
inline constexpr char kMeanLength[] = "mean_length";
inline constexpr char kPerplexity[] = "perplexity";
inline constexpr char kDistinct2[] = "distinct_2";

// Fitting a model from text or labels.
inline constexpr char kFitLoss[] = "fit/loss";  ///< nats, running mean of the training batches
inline constexpr char kFitLearningRate[] = "fit/learning_rate";
inline constexpr char kFitGradNorm[] = "fit/grad_norm";
inline constexpr char kFitHeldOutPerplexity[] = "fit/held_out_perplexity";  ///< per token
inline constexpr char kFitUnigramPerplexity[] = "fit/unigram_perplexity";   ///< a unigram model's, of the same tokens

}  // namespace detox::metric
