// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/util/random.h"

namespace detox {

struct NamedTensor {
    std::string name;
    at::Tensor tensor;
};

/// How a new parameter gets its first value.
enum class Initial { Normal, Uniform, Zeros, Ones };

/// A model's parameters, each float32, contiguous, requiring gradients, on the CPU until moved, in the order they were
/// added. Copies of the
/// object share the tensors.
class ParameterSet {
public:
    /// The new parameter's memory is not yet set. `spread` is the deviation of normal first values, or how far uniform
    /// ones reach from 0.
    at::Tensor add(std::string name, at::IntArrayRef shape, Initial initial, double spread = 0);

    [[nodiscard]] const std::vector<NamedTensor>& all() const noexcept { return m_all; }
    /// Precondition: there is such a parameter.
    [[nodiscard]] const at::Tensor& get(std::string_view name) const;
    [[nodiscard]] std::int64_t elements() const;

    /// First values as they were asked for in add(); random ones are drawn at (seed, purpose, parameter, element).
    void initialise(std::uint64_t seed, RandomPurpose purpose = RandomPurpose::WeightInit);
    /// Those of `other` that are called so become this object's too, in every copy of it: the same memory.
    /// Precondition: `other` has the same names and shapes.
    void share(const ParameterSet& other, const std::function<bool(const std::string& name)>& called);
    /// Values of `other`, which has the same names and shapes.
    void copyFrom(const ParameterSet& other);
    /// Memory on another device; every copy of the object follows. Gradients are not taken along.
    void moveTo(at::Device device);
    /// Precondition: there is a parameter.
    [[nodiscard]] at::Device device() const { return m_all.front().tensor.device(); }
    /// With false no gradients are recorded any more: a frozen model.
    void setTrainable(bool trainable);

private:
    struct Start {
        Initial initial;
        double spread;
    };
    std::vector<NamedTensor> m_all;
    std::vector<Start> m_starts;
};

}  // namespace detox
