// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/dropout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include "core/util/random.h"

namespace detox {
namespace {

constexpr std::int64_t kDrawsPerBlock = 8;  // 16 bits each
constexpr double kSteps = 65536;

struct DropoutStream {
    std::array<std::uint32_t, 2> key;
    std::uint32_t step;
    std::uint32_t place;
};

/// factors[i] is 0 with probability threshold/65536, else keep; `block` counts groups of kDrawsPerBlock elements.
void fillBlock(const DropoutStream& s, std::uint32_t block, std::uint32_t threshold, std::span<float> factors) {
    const auto words = philox4x32({block, s.place, s.step, static_cast<std::uint32_t>(RandomPurpose::Dropout)}, s.key);
    const float keep = static_cast<float>(kSteps / (kSteps - threshold));
    for (std::size_t i = 0; i < factors.size(); ++i) {
        const std::uint32_t draw = (words[i / 2] >> (16U * (i % 2))) & 0xFFFFU;
        factors[i] = draw < threshold ? 0.0F : keep;
    }
}

}  // namespace

at::Tensor Dropout::apply(const at::Tensor& x, double share) {
    const DropoutStream stream{
        {static_cast<std::uint32_t>(m_seed), static_cast<std::uint32_t>(m_seed >> 32U)}, m_step, m_place++};
    const auto threshold = static_cast<std::uint32_t>(std::lround(share * kSteps));
    if (threshold == 0) return x;
    const at::Tensor factors = at::empty(x.sizes(), at::kFloat);
    const std::span<float> all(factors.data_ptr<float>(), static_cast<std::size_t>(factors.numel()));
    const std::int64_t blocks = (factors.numel() + kDrawsPerBlock - 1) / kDrawsPerBlock;
    at::parallel_for(0, blocks, 2048, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t b = begin; b < end; ++b) {
            const auto first = static_cast<std::size_t>(b * kDrawsPerBlock);
            const std::size_t count = std::min<std::size_t>(kDrawsPerBlock, all.size() - first);
            fillBlock(stream, static_cast<std::uint32_t>(b), threshold, all.subspan(first, count));
        }
    });
    return x.mul(factors.to(x.device()));
}

at::Tensor dropped(const at::Tensor& x, double share, Dropout* dropout) {
    return dropout == nullptr ? x : dropout->apply(x, share);
}

}  // namespace detox
