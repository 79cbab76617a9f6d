// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

#include "core/models/activation.h"

/// Arithmetic for decoding in which a row's result is the same bit for bit whatever other rows are computed beside it
/// and however many threads compute it: every number is made by one fixed sequence of operations. A general matrix
/// product does not promise that: its blocking, and with it the rounding, depends on the shape of the whole batch.
namespace detox::rows {

/// y = x·weightᵀ + bias for rows of `in` numbers; weight is [out, in], bias [out] or nullptr.
struct Linear {
    const float* weight = nullptr;
    const float* bias = nullptr;
    std::int64_t in = 0;
    std::int64_t out = 0;
};

enum class Store { Replace, Add };

/// x [count, in] → y [count, out], replacing y or added to it.
void linear(const Linear& layer, const float* x, std::int64_t count, float* y, Store store = Store::Replace);

struct Norm {
    const float* weight = nullptr;
    const float* bias = nullptr;
    std::int64_t features = 0;
    double epsilon = 1e-5;
};

/// Layer norm of each row of x [count, features] into y.
void norm(const Norm& layer, const float* x, std::int64_t count, float* y);

/// Applies `activation` to each number in place.
void activate(std::span<float> values, Activation activation);

/// One query over the keys and values it sees, each [count, size] contiguous.
struct Attention {
    const float* query = nullptr;
    const float* keys = nullptr;
    const float* values = nullptr;
    std::int64_t count = 0;
    std::int64_t size = 0;
    float scale = 1;
};

/// softmax(scale · query·keys) · values → out [size]. `scores` is scratch for at least `count` numbers.
void attend(const Attention& attention, std::span<float> scores, float* out);

}  // namespace detox::rows
