// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "core/generation/row_kernels.h"
#include "core/util/random.h"

namespace detox::rows {
namespace {

std::vector<float> normals(std::size_t count, std::uint32_t stream) {
    std::vector<float> out(count);
    for (std::size_t i = 0; i < count; ++i) {
        out[i] = static_cast<float>(randomNormal({.sample = stream, .token = static_cast<std::uint32_t>(i)}));
    }
    return out;
}

TEST(RowLinear, IsTheProductWhateverTheShape) {
    for (const std::int64_t inputs : {1, 15, 16, 37, 64}) {
        for (const std::int64_t outputs : {1, 3, 4, 9, 13, 40}) {
            const auto x = normals(static_cast<std::size_t>(5 * inputs), 1);
            const auto w = normals(static_cast<std::size_t>(outputs * inputs), 2);
            const auto b = normals(static_cast<std::size_t>(outputs), 3);
            std::vector<float> out(static_cast<std::size_t>(5 * outputs));
            linear({w.data(), b.data(), inputs, outputs}, x.data(), 5, out.data());
            for (std::int64_t r = 0; r < 5; ++r) {
                for (std::int64_t o = 0; o < outputs; ++o) {
                    double expected = b[static_cast<std::size_t>(o)];
                    for (std::int64_t i = 0; i < inputs; ++i) {
                        expected += double{x[static_cast<std::size_t>(r * inputs + i)]} *
                                    w[static_cast<std::size_t>(o * inputs + i)];
                    }
                    EXPECT_NEAR(out[static_cast<std::size_t>(r * outputs + o)], expected, 1e-4);
                }
            }
        }
    }
}

TEST(RowLinear, ARowDoesNotDependOnTheOthers) {
    constexpr std::int64_t kInputs = 203;
    constexpr std::int64_t kOutputs = 101;
    constexpr std::int64_t kRows = 23;
    const auto x = normals(kRows * kInputs, 1);
    const auto w = normals(kOutputs * kInputs, 2);
    std::vector<float> together(kRows * kOutputs);
    linear({w.data(), nullptr, kInputs, kOutputs}, x.data(), kRows, together.data());
    for (std::int64_t r = 0; r < kRows; ++r) {
        std::vector<float> alone(kOutputs);
        linear({w.data(), nullptr, kInputs, kOutputs}, x.data() + r * kInputs, 1, alone.data());
        for (std::int64_t o = 0; o < kOutputs; ++o) {
            ASSERT_EQ(alone[static_cast<std::size_t>(o)], together[static_cast<std::size_t>(r * kOutputs + o)])
                << r << "," << o;
        }
    }
}

TEST(Normalise, GivesZeroMeanAndUnitVariance) {
    const auto x = normals(64, 4);
    const std::vector<float> ones(64, 1.0F);
    const std::vector<float> zeros(64, 0.0F);
    std::vector<float> out(64);
    normalise({ones.data(), zeros.data(), 64, 0}, x.data(), 1, out.data());
    double sum = 0;
    double squares = 0;
    for (const float v : out) sum += v, squares += v * v;
    EXPECT_NEAR(sum, 0, 1e-5);
    EXPECT_NEAR(squares / 64, 1, 1e-5);
}

TEST(Attend, WeighsValuesBySoftmaxOfScores) {
    const std::vector<float> query{1, 0};
    const std::vector<float> keys{0, 5, 2, 7};  // scores 0 and 2, scaled by ½
    const std::vector<float> values{1, 10, 3, 30};
    std::vector<float> out(2);
    const AttentionRow row{query.data(), keys.data(), values.data(), 2, out.data()};
    attend({.heads = 1, .headSize = 2, .scale = 0.5}, &row, 1);
    const double share = std::exp(1.0) / (1 + std::exp(1.0));
    EXPECT_NEAR(out[0], 1 * (1 - share) + 3 * share, 1e-6);
    EXPECT_NEAR(out[1], 10 * (1 - share) + 30 * share, 1e-5);
}

}  // namespace
}  // namespace detox::rows
