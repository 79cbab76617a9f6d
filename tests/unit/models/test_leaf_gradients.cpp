// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/TensorOperators.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros_like.h>
#include <gtest/gtest.h>

#include "core/models/leaf_gradients.h"
#include "core/models/products.h"
#include "tests/support/closeness.h"

namespace detox {
namespace {

const Tolerance kTolerance{.absolute = 1e-4, .relative = 1e-4};

at::Tensor leaf(at::IntArrayRef shape) {
    return at::randn(shape).requires_grad_(true);
}

at::Tensor takeGradient(const at::Tensor& parameter) {
    at::Tensor gradient = parameter.grad();
    parameter.mutable_grad().reset();
    return gradient;
}

TEST(LeafGradients, ALinearLayerGivesLibtorchsGradients) {
    const at::Tensor x = leaf({3, 5, 40}), weight = leaf({70, 40}), bias = leaf({70});
    const at::Tensor by = at::randn({3, 5, 70});
    (linearOfLeaves(x, weight, bias) * by).sum().backward();
    const auto dx = takeGradient(x), dw = takeGradient(weight), db = takeGradient(bias);
    (at::linear(x, weight, bias) * by).sum().backward();
    EXPECT_EQ(difference(dx, x.grad(), kTolerance), "");
    EXPECT_EQ(difference(dw, weight.grad(), kTolerance), "");
    EXPECT_EQ(difference(db, bias.grad(), kTolerance), "");
}

TEST(LeafGradients, AreAddedWhereTheyLie) {
    const at::Tensor x = at::randn({4, 6}), weight = leaf({5, 6}), table = leaf({9, 6});
    const at::Tensor ids = at::randint(9, {4}, at::kLong);
    weight.mutable_grad() = at::zeros_like(weight);
    table.mutable_grad() = at::zeros_like(table);
    const void* weightPlace = weight.grad().data_ptr();
    const void* tablePlace = table.grad().data_ptr();
    for (int i = 0; i < 2; ++i) {
        linearOfLeaves(x, weight, {}).sum().backward();
        embeddingOfLeaf(table, ids).sum().backward();
    }
    EXPECT_EQ(weight.grad().data_ptr(), weightPlace);
    EXPECT_EQ(table.grad().data_ptr(), tablePlace);
    EXPECT_EQ(difference(weight.grad()[3], x.sum(0) * 2.0, kTolerance), "");
    const at::Tensor twice = takeGradient(table);
    (at::embedding(table, ids).sum() * 2.0).backward();
    EXPECT_EQ(difference(twice, table.grad(), kTolerance), "");
}

TEST(LeafGradients, AFrozenWeightPassesTheGradientOn) {
    const at::Tensor x = leaf({4, 6}), weight = at::randn({5, 6}), bias = leaf({5});
    linearOfLeaves(x, weight, bias).sum().backward();
    EXPECT_FALSE(weight.grad().defined());
    EXPECT_EQ(difference(x.grad()[0], weight.sum(0), kTolerance), "");
    EXPECT_EQ(bias.grad()[0].item<double>(), 4);
}

TEST(Products, AreTheSameInParts) {
    const at::Tensor a = at::randn({130, 300}), b = at::randn({300, 77}), weight = at::randn({500, 300});
    const at::Tensor bias = at::randn({500});
    EXPECT_EQ(difference(product(a, b), a.matmul(b), kTolerance), "");
    at::Tensor sum = at::randn({130, 77});
    const at::Tensor expected = sum + a.matmul(b);
    addProduct(sum, a, b);
    EXPECT_EQ(difference(sum, expected, kTolerance), "");
    EXPECT_EQ(difference(linearProduct(a, weight, bias), at::linear(a, weight, bias), kTolerance), "");
    const at::Tensor many = at::randn({700, 300});
    EXPECT_EQ(difference(linearProduct(many, weight, bias), at::linear(many, weight, bias), kTolerance), "");
}

}  // namespace
}  // namespace detox
