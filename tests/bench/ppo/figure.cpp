// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ppo/figure.h"

#include <array>
#include <cstdio>

namespace detox::bench {
namespace {

std::string text(const char* format, double value) {
    std::array<char, 32> out{};
    std::snprintf(out.data(), out.size(), format, value);
    return out.data();
}

OrderedJson orNull(double value) {
    return value > 0 ? OrderedJson(value) : OrderedJson(nullptr);
}

}  // namespace

double Figure::share() const {
    if (bound <= 0 || value <= 0) return 0;
    return better == Better::Higher ? value / bound : bound / value;
}

Figure secondsFigure(const std::string& name, const Tries& tries, const SecondsOf& bound) {
    return {.name = name,
            .unit = "s",
            .better = Better::Lower,
            .value = tries.median(),
            .boundOf = bound,
            .quiet = tries.quiet(),
            .tries = tries.count(),
            .others = tries.others()};
}

Figure rateFigure(const std::string& name, const std::string& unit, double amount, const Tries& tries,
                  const SecondsOf& bound) {
    Figure figure = secondsFigure(name, tries, [=](const Bounds& bounds) { return amount / bound(bounds); });
    figure.unit = unit;
    figure.better = Better::Higher;
    figure.value = amount / tries.median();
    return figure;
}

void print(const std::vector<Figure>& figures) {
    std::printf("%-28s %12s %12s  %-9s %7s  %s\n", "figure", "value", "bound", "unit", "share", "quiet tries");
    for (const Figure& figure : figures) {
        std::printf("%-28s %12s %12s  %-9s %7s  %zu of %zu, others %.2f cores\n", figure.name.c_str(),
                    text("%.4g", figure.value).c_str(), figure.bound > 0 ? text("%.4g", figure.bound).c_str() : "-",
                    figure.unit.c_str(), figure.bound > 0 ? text("%.0f %%", 100 * figure.share()).c_str() : "-",
                    figure.quiet, figure.tries, figure.others);
    }
}

OrderedJson jsonOf(const Figure& figure) {
    return {{"name", figure.name},
            {"unit", figure.unit},
            {"value", figure.value},
            {"bound", orNull(figure.bound)},
            {"share", orNull(figure.share())},
            {"quietTries", figure.quiet},
            {"discardedTries", figure.tries - figure.quiet},
            {"othersCores", figure.others}};
}

}  // namespace detox::bench
