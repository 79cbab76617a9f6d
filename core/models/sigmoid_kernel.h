// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// Activations x·σ(v(x)) with v(x) = linear·x + cubic·x³, float32 on the processor: SiLU, and GELU by its sigmoid and,
/// as ½(1 + tanh u) = σ(2u), by its tanh. Spread over libtorch's threads.
namespace detox::sigmoid_kernel {

struct Curve {
    float linear = 1;
    float cubic = 0;
};

/// y = x·σ(v(x))
void forward(const Curve& curve, const float* x, std::int64_t count, float* y);
/// dx = dy·(σ + x·σ·(1 − σ)·v′(x))
void backward(const Curve& curve, const float* x, const float* dy, std::int64_t count, float* dx);

}  // namespace detox::sigmoid_kernel
