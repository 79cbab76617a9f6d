// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/pickle_name.h"

#include <algorithm>
#include <array>

namespace detox {
namespace {

constexpr std::array<PickleName, 14> kAllowed{{kOrderedDict,
                                               kRebuildTensor,
                                               kRebuildParameter,
                                               kTorchSize,
                                               {"torch", "DoubleStorage"},
                                               {"torch", "FloatStorage"},
                                               {"torch", "HalfStorage"},
                                               {"torch", "BFloat16Storage"},
                                               {"torch", "LongStorage"},
                                               {"torch", "IntStorage"},
                                               {"torch", "ShortStorage"},
                                               {"torch", "CharStorage"},
                                               {"torch", "ByteStorage"},
                                               {"torch", "BoolStorage"}}};

}  // namespace

std::optional<std::uint32_t> numberOf(const PickleName& name) {
    const auto found = std::find(kAllowed.begin(), kAllowed.end(), name);
    if (found == kAllowed.end()) return std::nullopt;
    return static_cast<std::uint32_t>(found - kAllowed.begin());
}

PickleName nameOf(std::uint32_t number) {
    return kAllowed.at(number);
}

}  // namespace detox
