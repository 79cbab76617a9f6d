// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// How far we may be from the Python reference; the one place. Widening a line is a commit of its own that says why.
namespace detox::tolerance {

/// Absolute, on logits up to ±18 and hidden states, at positions that are not padding.
inline constexpr double kLogits = 2e-4;
/// Absolute, on log-probabilities and losses.
inline constexpr double kLogprobs = 2e-4;
/// Relative, on norms of gradients.
inline constexpr double kGradientNorm = 1e-3;
/// Absolute floor for gradient norms that are rounding noise around 0.
inline constexpr double kGradientNoise = 1e-5;
/// Absolute, on logits after a processor: elementwise arithmetic in float32.
inline constexpr double kProcessedLogits = 2e-6;
/// Absolute and relative, on PPO's arrays and statistics; per array at least kPpoSensitivity times the case's recorded
/// one_ulp_sensitivity.
inline constexpr double kPpoAbsolute = 1e-6;
inline constexpr double kPpoRelative = 1e-5;
inline constexpr double kPpoSensitivity = 4;
/// Absolute, on objective/kl: a sum over a response's tokens of lp − lpRef, each of which may differ by the two lines
/// above, that is by 5e-5 at lp = −5; other processors' matrix products move it by up to 9e-6.
inline constexpr double kPpoKl = 2e-5;
/// Absolute and relative, on the gradient of the first optimiser step.
inline constexpr double kPpoGradient = 1e-5;
/// Relative, on KL controllers: double arithmetic on both sides.
inline constexpr double kKlCoef = 1e-12;

}  // namespace detox::tolerance
