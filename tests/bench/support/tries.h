// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "core/util/json.h"
#include "tests/bench/support/machine.h"

namespace detox::bench {

/// What one piece of work took, tried several times. Tries during which others had the processor are counted, not used.
class Tries {
public:
    void add(double seconds, const ProcessorMeter::Use& use);

    /// Seconds: the median of the quiet tries, of all where none was quiet; 0 of none.
    [[nodiscard]] double median() const;
    [[nodiscard]] std::size_t quiet() const { return m_quiet.size(); }
    [[nodiscard]] std::size_t count() const { return m_all.size(); }
    /// Cores that others used, the mean over the tries.
    [[nodiscard]] double others() const;

private:
    std::vector<double> m_quiet;
    std::vector<double> m_all;
    double m_others = 0;  // summed over the tries
};

struct TryLimits {
    std::size_t quiet = 5;  ///< tries wanted
    double seconds = 20;    ///< of all tries; the first one is made in any case
};

/// One try that does not count, then as many as the limits allow. A try repeats `work` until it has lasted long enough
/// for the machine's clock ticks to tell who had the processor.
[[nodiscard]] Tries tryOut(const TryLimits& limits, const std::function<void()>& work);

[[nodiscard]] OrderedJson jsonOf(const Tries& tries);

}  // namespace detox::bench
