// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <filesystem>
#include <vector>

#include <ATen/Parallel.h>
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
    for (const std::int64_t inputs : {1, 15, 16, 37, 64, 1600}) {
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
    constexpr std::int64_t kOutputs = 101;
    constexpr std::int64_t kRows = 23;
    for (const std::int64_t inputs : {203, 1700}) {
        const auto x = normals(static_cast<std::size_t>(kRows * inputs), 1);
        const auto w = normals(static_cast<std::size_t>(kOutputs * inputs), 2);
        std::vector<float> alone(kRows * kOutputs);
        for (std::int64_t r = 0; r < kRows; ++r) {
            linear({w.data(), nullptr, inputs, kOutputs}, x.data() + r * inputs, 1, alone.data() + r * kOutputs);
        }
        for (std::int64_t rows = 2; rows <= kRows; ++rows) {
            std::vector<float> together(static_cast<std::size_t>(rows * kOutputs));
            linear({w.data(), nullptr, inputs, kOutputs}, x.data(), rows, together.data());
            ASSERT_TRUE(std::equal(together.begin(), together.end(), alone.begin())) << rows << " rows of " << inputs;
        }
    }
}

TEST(RowLinear, AnOutputDoesNotDependOnTheOthersNorOnTheThreads) {
    constexpr std::int64_t kInputs = 1700;
    constexpr std::int64_t kOutputs = 301;
    constexpr std::int64_t kRows = 7;
    const auto x = normals(kRows * kInputs, 1);
    const auto w = normals(kOutputs * kInputs, 2);
    const auto b = normals(kOutputs, 3);
    std::vector<float> together(kRows * kOutputs);
    const int threads = at::get_num_threads();
    at::set_num_threads(3);
    linear({w.data(), b.data(), kInputs, kOutputs}, x.data(), kRows, together.data());
    at::set_num_threads(threads);
    for (std::int64_t o = 0; o < kOutputs; ++o) {
        std::vector<float> alone(kRows);
        linear({w.data() + o * kInputs, b.data() + o, kInputs, 1}, x.data(), kRows, alone.data());
        for (std::int64_t r = 0; r < kRows; ++r) {
            ASSERT_EQ(alone[static_cast<std::size_t>(r)], together[static_cast<std::size_t>(r * kOutputs + o)])
                << r << "," << o;
        }
    }
}

TEST(RowLinear, RoundedWeightsGiveTheProductOfTheirValues) {
    constexpr std::int64_t kOutputs = 29;
    for (const std::int64_t inputs : {5, 16, 803}) {
        const auto x = normals(static_cast<std::size_t>(7 * inputs), 1);
        auto w = normals(static_cast<std::size_t>(kOutputs * inputs), 2);
        const std::vector<c10::BFloat16> rounded(w.begin(), w.end());
        std::copy(rounded.begin(), rounded.end(), w.begin());
        std::vector<float> expected(7 * kOutputs);
        std::vector<float> out(7 * kOutputs);
        linear({w.data(), nullptr, inputs, kOutputs}, x.data(), 7, expected.data());
        linear({rounded.data(), nullptr, inputs, kOutputs}, x.data(), 7, out.data());
        EXPECT_EQ(out, expected) << inputs;
    }
}

#ifndef __SANITIZE_THREAD__  // such a build has one thread (core/CMakeLists.txt)
TEST(RowLinear, WakesTheThreads) {
    constexpr std::int64_t kSize = 1024;
    constexpr int kThreads = 7;
    const auto w = normals(kSize * kSize, 2);
    std::vector<float> out(kSize * kThreads);
    const int threads = at::get_num_threads();
    at::set_num_threads(kThreads);
    linear({w.data(), nullptr, kSize, kSize}, w.data(), kThreads, out.data());
    at::set_num_threads(threads);
    const auto tasks = std::filesystem::directory_iterator("/proc/self/task");
    EXPECT_GE(std::distance(begin(tasks), end(tasks)), kThreads);
}
#endif

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

TEST(Normalise, WithoutABiasDividesByTheRootMeanSquare) {
    const std::vector<float> x{3, -4, 0, 5};
    const std::vector<float> weight{1, 2, 1, 1};
    std::vector<float> out(4);
    normalise({weight.data(), nullptr, 4, 0}, x.data(), 1, out.data());
    const double root = std::sqrt(50.0 / 4);
    EXPECT_NEAR(out[0], 3 / root, 1e-6);
    EXPECT_NEAR(out[1], 2 * -4 / root, 1e-6);
}

TEST(Attend, QueryHeadsShareAKeyHeadAndSlopesWeighTheDistance) {
    const std::vector<float> query{1, 2};  // two heads of size 1
    const std::vector<float> keys{3, 3};   // two tokens, one head
    const std::vector<float> values{10, 20};
    const std::vector<float> slopes{0, 1};
    std::vector<float> out(2);
    const AttentionRow row{query.data(), keys.data(), values.data(), 2, out.data()};
    attend({.heads = 2, .kvHeads = 1, .headSize = 1, .slopes = slopes.data()}, &row, 1);
    EXPECT_NEAR(out[0], 15, 1e-5);
    const double older = std::exp(-1.0) / (1 + std::exp(-1.0));
    EXPECT_NEAR(out[1], 10 * older + 20 * (1 - older), 1e-5);
}

TEST(Rotate, TurnsEachFeatureWithItsPartnerAndLeavesTheRest) {
    const std::vector<float> cosine{0, -1};  // a quarter turn, a half turn
    const std::vector<float> sine{1, 0};
    std::vector<float> next{1, 2, 3, 4, 5};
    rotate({.headSize = 5, .pairs = 2, .partner = Rotation::Partner::Next}, cosine.data(), sine.data(), 1, next.data());
    EXPECT_EQ(next, (std::vector<float>{-2, 1, -3, -4, 5}));
    std::vector<float> away{1, 2, 3, 4, 5};
    rotate({.headSize = 5, .pairs = 2, .partner = Rotation::Partner::HalfAway}, cosine.data(), sine.data(), 1,
           away.data());
    EXPECT_EQ(away, (std::vector<float>{-3, -2, 1, -4, 5}));
}

TEST(Gate, MultipliesWhatTheCurveLetsThrough) {
    const std::vector<float> x{-1, 2, 30, 40, 5, -6, 70, 80};
    std::vector<float> out(4);
    gate(Curve::Relu, x.data(), 2, 2, out.data());
    EXPECT_EQ(out, (std::vector<float>{0, 80, 350, 0}));
    gate(Curve::Silu, x.data(), 2, 2, out.data());
    EXPECT_NEAR(out[1], 40 * 2 / (1 + std::exp(-2.0)), 1e-4);
}

}  // namespace
}  // namespace detox::rows
