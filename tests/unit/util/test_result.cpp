// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <memory>

#include <gtest/gtest.h>

#include "core/util/result.h"

namespace detox {
namespace {

/// Three numbers, and a token that tells whether the object is still there.
struct Numbers {
    std::shared_ptr<int> token = std::make_shared<int>(0);
    std::array<int, 3> values{1, 2, 3};

    [[nodiscard]] const int* begin() const { return values.data(); }
    [[nodiscard]] const int* end() const { return values.data() + values.size(); }
};

TEST(Result, AValueTakenFromATemporaryOutlivesIt) {
    std::weak_ptr<int> watched;
    const auto make = [&]() -> Result<Numbers> {
        Numbers numbers;
        watched = numbers.token;
        return numbers;
    };
    int rounds = 0;
    for ([[maybe_unused]] const int number : make().value()) {
        ++rounds;
        ASSERT_FALSE(watched.expired()) << "the range is gone while it is walked";
    }
    EXPECT_EQ(rounds, 3);
}

TEST(Result, AValueThatOnlyMovesComesOut) {
    Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
    const std::unique_ptr<int> taken = std::move(result).value();
    EXPECT_EQ(*taken, 7);
}

TEST(Result, OrThrowThrowsTheError) {
    EXPECT_EQ(Result<int>(4).orThrow(), 4);
    EXPECT_THROW((void)Result<int>(notFound("Nothing is there.")).orThrow(), Error);
    EXPECT_THROW(Result<void>(notFound("Nothing is there.")).orThrow(), Error);
}

}  // namespace
}  // namespace detox
