// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <c10/core/ScalarType.h>

#include "core/util/json.h"

namespace detox::bench {

/// Seconds of each try of `work`, in order of length; the first one is not counted but where it took seconds, and then
/// it is the only one.
[[nodiscard]] std::vector<double> timesOf(const std::function<void()>& work);

/// The matrix products of one pass that have the same shape.
struct Product {
    std::string name;           ///< "up forward"
    std::int64_t count = 0;     ///< forward and backward
    std::int64_t forwards = 0;  ///< of them in the forward pass
    double gigaflop = 0;        ///< of one
    double fastest = 0;         ///< seconds, of one
    double median = 0;
};

/// What one pass multiplies: a transformer over rows of tokens, and a head that reads some of its states.
struct PassShape {
    std::int64_t layers = 0;
    std::int64_t hidden = 0;
    std::int64_t intermediate = 0;
    std::int64_t heads = 0;
    std::int64_t rows = 0;
    std::int64_t length = 0;      ///< tokens per row
    std::int64_t vocabulary = 0;  ///< of the head
    std::int64_t headRows = 0;    ///< states that one product of the head reads
    std::int64_t headPasses = 0;  ///< products of the head; 0: there is none
};

enum class Passes { Forward, ForwardAndBackward };

/// Measures each product of a pass: of y = x·wᵀ forward, and backward dX = dY·w and dW = dYᵀ·x. Tensors are random and
/// of the type given; libtorch's thread count as it is set.
[[nodiscard]] std::vector<Product> measureProducts(const PassShape& shape, Passes passes,
                                                   c10::ScalarType type = c10::ScalarType::Float);

/// Every product, one after the other with nothing in between.
struct ProductSum {
    double fastest = 0;  ///< seconds, each at its fastest
    double median = 0;
    double forward = 0;  ///< seconds of those of the forward pass, each at its fastest
    double gigaflop = 0;
    double peak = 0;  ///< GFLOP/s of the fastest product
};
[[nodiscard]] ProductSum sumOf(const std::vector<Product>& products);

void print(const std::vector<Product>& products);
[[nodiscard]] OrderedJson jsonOf(const std::vector<Product>& products);

}  // namespace detox::bench
