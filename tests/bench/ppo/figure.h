// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "core/util/json.h"
#include "tests/bench/ppo/limits.h"
#include "tests/bench/support/tries.h"

namespace detox::bench {

enum class Better { Higher, Lower };

/// One measured number beside what the machine allows.
struct Figure {
    std::string name;
    std::string unit;
    Better better = Better::Higher;
    double value = 0;
    std::function<double(const Bounds&)> boundOf;  ///< in `unit`; empty: there is none
    double bound = 0;                              ///< 0: there is none, or it is not known yet
    std::size_t quiet = 0;
    std::size_t tries = 0;
    double others = 0;  ///< cores that others used, the mean over the tries

    /// Of the bound that was reached, 1 at the bound; 0 without one.
    [[nodiscard]] double share() const;
};

/// What a piece of work takes at least, in seconds; empty: nobody knows.
using SecondsOf = std::function<double(const Bounds&)>;

[[nodiscard]] Figure secondsFigure(const std::string& name, const Tries& tries, const SecondsOf& bound);
/// `amount` per second.
[[nodiscard]] Figure rateFigure(const std::string& name, const std::string& unit, double amount, const Tries& tries,
                                const SecondsOf& bound);

void print(const std::vector<Figure>& figures);
[[nodiscard]] OrderedJson jsonOf(const Figure& figure);

}  // namespace detox::bench
