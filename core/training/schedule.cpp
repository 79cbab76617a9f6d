// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace detox {
namespace {
constexpr double kFinalShare = 0.1;
}

double WarmupCosine::rate(double progress) const {
    const double at = std::clamp(progress, 0.0, 1.0);
    if (at < warmupShare) return peak * at / warmupShare;
    const double along = warmupShare < 1.0 ? (at - warmupShare) / (1.0 - warmupShare) : 1.0;
    const double cosine = 0.5 * (1.0 + std::cos(std::numbers::pi * along));
    return peak * (kFinalShare + (1.0 - kFinalShare) * cosine);
}

double CourseLength::progress(double stepsDone, double secondsSpent) const {
    const double bySteps = steps > 0 ? stepsDone / steps : 1.0;
    const double byTime = seconds > 0 ? secondsSpent / seconds : 0.0;
    return std::clamp(std::max(bySteps, byTime), 0.0, 1.0);
}

}  // namespace detox
