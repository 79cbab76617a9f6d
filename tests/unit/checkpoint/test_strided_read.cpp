// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>
#include <numeric>

#include <gtest/gtest.h>

#include "core/checkpoint/strided_read.h"

namespace detox {
namespace {

/// A storage of the elements 0, 1, 2 …, read range by range.
struct CountingStorage {
    explicit CountingStorage(std::size_t elements) : values(elements) { std::iota(values.begin(), values.end(), 0U); }

    std::vector<std::uint32_t> gather(const StridedLayout& layout) {
        std::size_t elements = 1;
        for (const auto size : layout.shape) elements *= static_cast<std::size_t>(size);
        std::vector<std::uint32_t> out(elements);
        const auto read = [&](std::uint64_t offset, std::span<std::byte> bytes) -> Result<void> {
            largest = std::max(largest, bytes.size());
            ++reads;
            if (offset + bytes.size() > values.size() * 4) return invalidInput("outside");
            std::memcpy(bytes.data(), std::as_bytes(std::span(values)).data() + offset, bytes.size());
            return {};
        };
        readStrided(layout, read, std::as_writable_bytes(std::span(out))).orThrow();
        return out;
    }

    std::vector<std::uint32_t> values;
    std::size_t largest = 0;  ///< bytes of the largest read
    int reads = 0;
};

TEST(StridedRead, ContiguousMeansRowMajorWithoutGaps) {
    EXPECT_TRUE(isContiguous({4, {}, {}}));
    EXPECT_TRUE(isContiguous({4, {2, 3}, {3, 1}}));
    EXPECT_TRUE(isContiguous({4, {2, 1, 3}, {3, 99, 1}}));
    EXPECT_FALSE(isContiguous({4, {3, 2}, {1, 3}}));
    EXPECT_FALSE(isContiguous({4, {2, 3}, {4, 1}}));
    EXPECT_FALSE(isContiguous({4, {2, 3}, {0, 1}}));
}

TEST(StridedRead, GathersTransposedSlicedAndRepeatedTensors) {
    CountingStorage storage(12);
    EXPECT_EQ(storage.gather({4, {3, 2}, {1, 3}}), (std::vector<std::uint32_t>{0, 3, 1, 4, 2, 5}));
    EXPECT_EQ(storage.gather({4, {2, 3}, {6, 2}}), (std::vector<std::uint32_t>{0, 2, 4, 6, 8, 10}));
    EXPECT_EQ(storage.gather({4, {2, 3}, {0, 1}}), (std::vector<std::uint32_t>{0, 1, 2, 0, 1, 2}));
    EXPECT_EQ(storage.gather({4, {2, 2}, {0, 0}}), (std::vector<std::uint32_t>(4, 0)));
    EXPECT_EQ(storage.gather({4, {1, 2, 2}, {77, 1, 5}}), (std::vector<std::uint32_t>{0, 5, 1, 6}));
    EXPECT_EQ(storage.gather({4, {}, {}}), (std::vector<std::uint32_t>{0}));
}

TEST(StridedRead, AColumnOfAWideMatrixIsReadRowByRow) {
    constexpr std::size_t kRows = 1000;
    constexpr std::size_t kWidth = 2000;
    CountingStorage storage(kRows * kWidth);
    const auto column = storage.gather({4, {kRows, 3}, {kWidth, 1}});
    for (std::size_t row = 0; row < kRows; ++row) {
        for (std::size_t i = 0; i < 3; ++i) ASSERT_EQ(column[3 * row + i], kWidth * row + i);
    }
    EXPECT_LE(storage.largest, 1U << 20U);
    EXPECT_EQ(storage.reads, static_cast<int>(kRows));
}

TEST(StridedRead, ATransposedMatrixIsReadOnce) {
    CountingStorage storage(1'000'000);
    const auto transposed = storage.gather({4, {1000, 1000}, {1, 1000}});
    EXPECT_EQ(transposed[1], 1000U);
    EXPECT_EQ(transposed[1000], 1U);
    EXPECT_EQ(storage.reads, 1);
}

TEST(StridedRead, AFailedReadEndsIt) {
    std::vector<std::byte> out(8);
    const auto read = [](std::uint64_t, std::span<std::byte>) -> Result<void> { return invalidInput("no"); };
    EXPECT_EQ(readStrided({4, {2}, {2}}, read, out).error().message(), "no");
}

}  // namespace
}  // namespace detox
