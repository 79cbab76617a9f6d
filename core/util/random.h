// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

namespace detox {

/// What a random number is for; part of its address, so that two purposes never share a draw. Values are on disk
/// (resume): never renumber.
enum class RandomPurpose : std::uint32_t {
    PromptOrder = 1,
    PromptLength = 2,
    ResponseLength = 3,
    Sampling = 4,
    MinibatchOrder = 5,
    WeightInit = 6,
    Dropout = 7,
    DataOrder = 8,
    ProbeSampling = 9,
    Bootstrap = 10,
    Masking = 11,
    RunName = 12,
    Hiding = 13,
    AdapterInit = 14,
};

/// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11): a pure function of counter and
/// key. Known answers are in tests/unit/util.
[[nodiscard]] std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                                      std::array<std::uint32_t, 2> key);

/// The address of a draw. Equal addresses give equal numbers, whatever the batch, order, device or thread count.
struct RandomAddress {
    std::uint64_t seed = 0;
    RandomPurpose purpose = RandomPurpose::Sampling;
    std::uint32_t update = 0;
    std::uint32_t sample = 0;
    std::uint32_t token = 0;
};

/// 32 uniform bits.
[[nodiscard]] std::uint32_t randomBits(const RandomAddress& address);
/// Uniform in [0, 1) with 53 bits.
[[nodiscard]] double randomUniform(const RandomAddress& address);
/// Uniform in [low, high], both inclusive; without modulo bias beyond 2^-53. Precondition: low <= high.
[[nodiscard]] std::int64_t randomInteger(const RandomAddress& address, std::int64_t low, std::int64_t high);
/// Standard normal (Box–Muller on two words of the same block).
[[nodiscard]] double randomNormal(const RandomAddress& address);

}  // namespace detox
