// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/checkpoint/tensor_source.h"
#include "core/models/checkpoint_views.h"

namespace detox {

/// One number per position: a linear function of the last hidden state, float32 (DESIGN 7.11; TRL's ValueHead without
/// its dropout). A value: copies share the parameters.
class ValueHead {
public:
    /// First values drawn from `seed`: normal with deviation 0.02, bias 0.
    ValueHead(std::int64_t hidden, std::uint64_t seed);
    /// From "v_head.summary.weight" and "v_head.summary.bias" of `source`, other tensors aside. Throws Error.
    [[nodiscard]] static ValueHead load(const TensorSource& source, std::int64_t hidden);

    [[nodiscard]] const ParameterSet& parameters() const noexcept { return m_parameters; }
    [[nodiscard]] const TensorTable& table() const noexcept { return m_table; }

    /// [..., hidden] → [...]
    [[nodiscard]] at::Tensor values(const at::Tensor& hidden) const;
    /// Writes a safetensors file with the two tensors. Throws Error.
    void save(const std::filesystem::path& file) const;

private:
    explicit ValueHead(std::int64_t hidden);

    ParameterSet m_parameters;
    TensorTable m_table;
};

}  // namespace detox
