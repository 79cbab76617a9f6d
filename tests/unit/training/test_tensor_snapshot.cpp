// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <gtest/gtest.h>

#include "core/training/tensor_snapshot.h"

namespace detox {
namespace {

TEST(TensorSnapshot, ComesBackToTheLastOneTaken) {
    at::Tensor tensor = at::arange(6, at::kFloat).reshape({2, 3});
    TensorSnapshot snapshot({{"x", tensor}});
    tensor.add_(1);
    snapshot.take();
    const at::Tensor wanted = tensor.clone();
    tensor.mul_(7);
    snapshot.restore();
    EXPECT_TRUE(at::equal(tensor, wanted));
}

TEST(TensorSnapshot, TheFirstOneIsTakenAtOnce) {
    at::Tensor tensor = at::arange(6, at::kFloat);
    const TensorSnapshot snapshot({{"x", tensor}});
    tensor.zero_();
    snapshot.restore();
    EXPECT_TRUE(at::equal(tensor, at::arange(6, at::kFloat)));
}

}  // namespace
}  // namespace detox
