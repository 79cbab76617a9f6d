// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/value_head.h"

#include <ATen/ops/linear.h>

#include "core/models/layer_weights.h"
#include "core/models/weights_io.h"

namespace detox {

ValueHead::ValueHead(std::int64_t hidden) {
    static_cast<void>(addLinear(m_parameters, "value_head", {1, hidden}));
    mapWhole(m_table, "v_head.summary.weight", "value_head.weight");
    mapWhole(m_table, "v_head.summary.bias", "value_head.bias");
    m_table.ignoredPrefixes = {""};
}

ValueHead::ValueHead(std::int64_t hidden, std::uint64_t seed) : ValueHead(hidden) {
    m_parameters.initialise(seed);
}

ValueHead ValueHead::load(const TensorSource& source, std::int64_t hidden) {
    ValueHead head(hidden);
    loadParameters(source, head.m_table, head.m_parameters);
    return head;
}

at::Tensor ValueHead::values(const at::Tensor& hidden) const {
    return at::linear(hidden.to(at::kFloat), m_parameters.get("value_head.weight"), m_parameters.get("value_head.bias"))
        .squeeze(-1);
}

void ValueHead::save(const std::filesystem::path& file) const {
    saveParameters(file, m_table, m_parameters, DataType::F32);
}

}  // namespace detox
