// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
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
    /// From the next start() on `child`, which has not been waited for, counts as this program too; 0: none does.
    void watch(pid_t child) { m_child = child; }
    [[nodiscard]] Use read() const;

private:
    struct Counters {
        double busy = 0;
        double stolen = 0;
        double own = 0;
        double wall = 0;
    };
    [[nodiscard]] Counters now() const;

    pid_t m_child = 0;
    Counters m_start;
};

/// Whether others used so little of the processor that a time measured meanwhile counts: less than 0.1 cores.
[[nodiscard]] bool isQuiet(const ProcessorMeter::Use& use);

/// Whether the processor multiplies bfloat16 itself (avx512_bf16 or amx_bf16).
[[nodiscard]] bool hasFastBfloat16();

[[nodiscard]] OrderedJson jsonOf(const ProcessorMeter::Use& use);

/// Writes `report` to `file`; false, with a sentence on stderr, when that fails.
[[nodiscard]] bool writeReport(const std::string& file, const OrderedJson& report);

}  // namespace detox::bench
