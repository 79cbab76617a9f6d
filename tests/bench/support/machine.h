// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/util/json.h"

namespace detox::bench {

/// What every report begins with: command, version, git hash, date (UTC), processor, cores, load averages.
[[nodiscard]] OrderedJson reportHead(int argc, char** argv);
/// One line for people of the same.
[[nodiscard]] std::string headLine(const OrderedJson& head);

/// Averages over 1, 5 and 15 minutes.
[[nodiscard]] std::vector<double> loadAverages();

/// Who used the processor since start(): this program with the children it has waited for, and everything else.
class ProcessorMeter {
public:
    struct Use {
        double own = 0;     ///< cores
        double others = 0;  ///< cores
        double stolen = 0;  ///< cores that the machine's host gave to somebody else
    };

    ProcessorMeter() { start(); }
    void start();
    [[nodiscard]] Use read() const;

private:
    struct Counters {
        double busy = 0;
        double stolen = 0;
        double own = 0;
        double wall = 0;
    };
    [[nodiscard]] static Counters now();

    Counters m_start;
};

[[nodiscard]] OrderedJson jsonOf(const ProcessorMeter::Use& use);

/// Writes `report` to `file`; false, with a sentence on stderr, when that fails.
[[nodiscard]] bool writeReport(const std::string& file, const OrderedJson& report);

}  // namespace detox::bench
