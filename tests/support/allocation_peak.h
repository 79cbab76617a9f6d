// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace detox {

/// The most bytes of operator new that were alive at once since construction, beyond those alive then. A program that
/// links allocation_peak.cpp counts; one measurement at a time.
class AllocationPeak {
public:
    AllocationPeak();
    [[nodiscard]] std::size_t bytes() const;

private:
    std::size_t m_before;
};

}  // namespace detox
