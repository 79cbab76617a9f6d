// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "core/generation/row_kernels.h"
#include "core/generation/vector_math.h"

namespace detox::rows {
namespace {

std::vector<float> exponentials(std::vector<float> x) {
    runVectorised([&]() __attribute__((always_inline)) {
        forEachEight(
            std::ssize(x), [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
                store(exponential(load(x.data() + i, count)), x.data() + i, count);
            });
    });
    return x;
}

/// From `low` to `high`, 100,003 of them.
std::vector<float> spread(float low, float high) {
    constexpr int kCount = 100'003;
    std::vector<float> out;
    for (int i = 0; i < kCount; ++i) out.push_back(low + (high - low) * static_cast<float>(i) / (kCount - 1));
    return out;
}

TEST(Exponential, IsWithinTwoUnitsInTheLastPlace) {
    const auto x = spread(-87.3F, 88.3F);
    const auto out = exponentials(x);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double expected = std::exp(double{x[i]});
        ASSERT_NEAR(out[i] / expected, 1, 2 * std::numeric_limits<float>::epsilon()) << x[i];
    }
}

TEST(Exponential, HasAnAnswerForEveryNumber) {
    const float infinity = std::numeric_limits<float>::infinity();
    const auto out = exponentials({0, -0.0F, -87.4F, -infinity, 500, infinity, NAN});
    EXPECT_EQ(out[0], 1);
    EXPECT_EQ(out[1], 1);
    EXPECT_EQ(out[2], 0);
    EXPECT_EQ(out[3], 0);
    EXPECT_EQ(out[4], out[5]);
    EXPECT_NEAR(std::log(double{out[5]}), 88.3, 1e-5);
    EXPECT_TRUE(std::isnan(out[6]));
}

TEST(Activate, IsTheCurveWithinAFewUnitsInTheLastPlace) {
    const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
    const std::vector<std::pair<Curve, std::function<double(double)>>> curves{
        {Curve::Gelu, [](double x) { return 0.5 * x * std::erfc(-x / std::numbers::sqrt2); }},
        {Curve::GeluTanh,
         [&](double x) { return x * sigmoid(2 * std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x)); }},
        {Curve::GeluSigmoid, [&](double x) { return x * sigmoid(1.702 * x); }},
        {Curve::Relu, [](double x) { return x > 0 ? x : 0; }},
        {Curve::Silu, [&](double x) { return x * sigmoid(x); }}};
    const auto x = spread(-20, 20);
    for (const auto& [curve, expected] : curves) {
        auto out = x;
        activate(curve, out.data(), std::ssize(out));
        for (std::size_t i = 0; i < x.size(); ++i) {
            ASSERT_NEAR(out[i], expected(x[i]), 2e-6) << static_cast<int>(curve) << " at " << x[i];
        }
    }
}

}  // namespace
}  // namespace detox::rows
