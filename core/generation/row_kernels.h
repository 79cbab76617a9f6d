// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <c10/util/BFloat16.h>

/// Float32 kernels over rows. What a row becomes depends on that row alone: not on the number of rows, their order or
/// the thread count, bit for bit. All matrices are row-major and do not overlap. Work is spread over libtorch's
/// threads.
namespace detox::rows {

/// out[r, o] = Σ_i x[r, i]·weight[o, i] + bias[o]; `bias` may be null. Weights are float or c10::BFloat16; these are
/// widened, which is exact, and all arithmetic is float32.
template <class Weight>
struct Linear {
    const Weight* weight = nullptr;  ///< [outputs, inputs]
    const float* bias = nullptr;     ///< [outputs]
    std::int64_t inputs = 0;
    std::int64_t outputs = 0;
};
void linear(const Linear<float>& layer, const float* x, std::int64_t count, float* out);
void linear(const Linear<c10::BFloat16>& layer, const float* x, std::int64_t count, float* out);

/// Layer normalisation (Ba et al. 2016) of each row of `features` values; without a bias root-mean-square
/// normalisation (Zhang and Sennrich 2019).
struct Norm {
    const float* weight = nullptr;
    const float* bias = nullptr;
    std::int64_t features = 0;
    double epsilon = 1e-5;
};
void normalise(const Norm& norm, const float* x, std::int64_t count, float* out);

/// One query row against the keys and values of its own sequence.
struct Attention {
    std::int64_t heads = 1;
    std::int64_t kvHeads = 1;  ///< divides heads; query head h reads key head h / (heads / kvHeads)
    std::int64_t headSize = 1;
    double scale = 1;
    const float* slopes = nullptr;  ///< [heads], taken off a score for each token of distance (ALiBi); null: none
};
struct AttentionRow {
    const float* query = nullptr;   ///< [heads·headSize]
    const float* keys = nullptr;    ///< [visible, kvHeads·headSize], the query's own token last
    const float* values = nullptr;  ///< [visible, kvHeads·headSize]
    std::int64_t visible = 0;       ///< keys this query sees
    float* out = nullptr;           ///< [heads·headSize]
};
void attend(const Attention& shape, const AttentionRow* all, std::int64_t count);

/// Turns the first 2·pairs features of each head by angles given as cosines and sines (rotary positions).
struct Rotation {
    enum class Partner { Next, HalfAway };  ///< feature 2i with 2i + 1, or i with i + pairs
    std::int64_t headSize = 1;
    std::int64_t pairs = 0;
    Partner partner = Partner::HalfAway;
};
/// `x` [heads, headSize]; `cosine` and `sine` [pairs], those of the row's position.
void rotate(const Rotation& rotation, const float* cosine, const float* sine, std::int64_t heads, float* x);

/// Elementwise, by kind.
enum class Curve { Gelu, GeluTanh, GeluSigmoid, Relu, Silu };
void activate(Curve curve, float* x, std::int64_t count);
/// out[r, i] = curve(x[r, i])·x[r, width + i]; `x` [count, 2·width].
void gate(Curve curve, const float* x, std::int64_t count, std::int64_t width, float* out);

/// x += y
void add(float* x, const float* y, std::int64_t count);
void add(float* x, const c10::BFloat16* y, std::int64_t count);

}  // namespace detox::rows
