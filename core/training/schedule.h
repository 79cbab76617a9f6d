// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace detox {

/// Linear warm-up from zero to the peak, then a cosine down to a tenth of it (Loshchilov and Hutter 2017, one cycle).
struct WarmupCosine {
    double peak = 1e-3;
    double warmupShare = 0.03;  ///< of the whole course

    /// The rate at `progress` of the course, 0 to 1 (clamped).
    [[nodiscard]] double rate(double progress) const;
};

/// How far a course has come that ends after `steps` steps or `seconds` seconds, whichever is first (0 seconds: no
/// limit). With a limit the answer depends on the clock, so two runs differ.
struct CourseLength {
    double steps = 1;
    double seconds = 0;

    [[nodiscard]] double progress(double stepsDone, double secondsSpent) const;
};

}  // namespace detox
