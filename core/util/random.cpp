// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/random.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace detox {
namespace {

// Salmon et al. 2011, section 3.2 and the Random123 reference: multipliers and Weyl constants of Philox4x32.
constexpr std::uint64_t kMultiplier0 = 0xD2511F53U;
constexpr std::uint64_t kMultiplier1 = 0xCD9E8D57U;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9U;
constexpr std::uint32_t kWeyl1 = 0xBB67AE85U;
constexpr int kRounds = 10;

std::array<std::uint32_t, 4> block(const RandomAddress& a) {
    return philox4x32({a.token, a.sample, a.update, static_cast<std::uint32_t>(a.purpose)},
                      {static_cast<std::uint32_t>(a.seed), static_cast<std::uint32_t>(a.seed >> 32U)});
}

double toUnit(std::uint32_t high, std::uint32_t low) {
    const std::uint64_t bits = (static_cast<std::uint64_t>(high) << 32U) | low;
    return static_cast<double>(bits >> 11U) * 0x1.0p-53;
}

}  // namespace

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> c, std::array<std::uint32_t, 2> k) {
    for (int round = 0; round < kRounds; ++round) {
        const std::uint64_t p0 = kMultiplier0 * c[0];
        const std::uint64_t p1 = kMultiplier1 * c[2];
        c = {static_cast<std::uint32_t>(p1 >> 32U) ^ c[1] ^ k[0], static_cast<std::uint32_t>(p1),
             static_cast<std::uint32_t>(p0 >> 32U) ^ c[3] ^ k[1], static_cast<std::uint32_t>(p0)};
        k[0] += kWeyl0;
        k[1] += kWeyl1;
    }
    return c;
}

std::uint32_t randomBits(const RandomAddress& address) {
    return block(address)[0];
}

double randomUniform(const RandomAddress& address) {
    const auto b = block(address);
    return toUnit(b[0], b[1]);
}

std::int64_t randomInteger(const RandomAddress& address, std::int64_t low, std::int64_t high) {
    const double span = static_cast<double>(high - low) + 1.0;
    return std::min(high, low + static_cast<std::int64_t>(randomUniform(address) * span));
}

double randomNormal(const RandomAddress& address) {
    const auto b = block(address);
    const double radius = std::sqrt(-2.0 * std::log(1.0 - toUnit(b[0], b[1])));
    return radius * std::cos(2.0 * std::numbers::pi * toUnit(b[2], b[3]));
}

}  // namespace detox
