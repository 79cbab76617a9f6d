// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/TensorOperators.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/linspace.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <gtest/gtest.h>

#include "core/models/activation.h"
#include "tests/support/closeness.h"

namespace detox {
namespace {

const Tolerance kTolerance{.absolute = 2e-6, .relative = 2e-6};

/// In double, by libtorch's operators.
at::Tensor expected(const at::Tensor& x, Activation activation) {
    const at::Tensor wide = x.to(at::kDouble);
    if (activation == Activation::GeluTanh) return at::gelu(wide, "tanh");
    return activation == Activation::Silu ? at::silu(wide) : wide * at::sigmoid(wide * 1.702);
}

TEST(Activation, TheKernelIsTheFormulaWithItsGradient) {
    for (const Activation activation : {Activation::GeluTanh, Activation::GeluSigmoid, Activation::Silu}) {
        const at::Tensor x = at::linspace(-30, 30, 10'007).requires_grad_(true);  // no multiple of a vector
        const at::Tensor by = at::randn({10'007});
        const at::Tensor y = activate(x, activation);
        (y * by).sum().backward();
        const at::Tensor gradient = x.grad().clone();
        x.mutable_grad().reset();
        const at::Tensor wanted = expected(x, activation);
        (wanted * by).sum().backward();
        EXPECT_EQ(difference(y.detach(), wanted.detach(), kTolerance), "");
        EXPECT_EQ(difference(gradient, x.grad(), {.absolute = 1e-5, .relative = 1e-5}), "");
    }
}

TEST(Activation, ViewsAreReadInTheirOwnOrder) {
    const at::Tensor x = at::randn({6, 10});
    EXPECT_TRUE(activate(x.narrow(1, 0, 5), Activation::Silu).equal(activate(x, Activation::Silu).narrow(1, 0, 5)));
}

}  // namespace
}  // namespace detox
