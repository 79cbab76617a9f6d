// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/row_attention.h"

#include <algorithm>
#include <utility>

#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/models/attention_kernel.h"
#include "core/models/packed_tokens.h"

namespace detox {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

const float* dataOf(const at::Tensor& tensor) {
    return tensor.defined() ? tensor.data_ptr<float>() : nullptr;
}

attention_kernel::Pass passOf(const at::Tensor& qkv, const std::vector<std::int64_t>& starts,
                              const RowAttention& attention) {
    return {.qkv = dataOf(qkv),
            .starts = starts.data(),
            .rows = std::ssize(starts) - 1,
            .heads = attention.shape.heads,
            .kvHeads = attention.shape.kvHeads,
            .headSize = attention.shape.headSize,
            .scale = static_cast<float>(attention.shape.scale),
            .causal = attention.sight == Sight::Earlier,
            .window = attention.window,
            .slopes = dataOf(attention.slopes),
            .cosine = dataOf(attention.rotary.cosine),
            .sine = dataOf(attention.rotary.sine),
            .pairs = attention.rotary.defined() ? attention.rotary.cosine.size(1) : 0,
            .neighbours = attention.position == PositionKind::RotaryPairs};
}

/// What a backward pass needs of the forward pass beside tensors.
struct Remembered : torch::CustomClassHolder {
    std::vector<std::int64_t> starts;
    RowAttention attention;
};

class KernelAttention : public torch::autograd::Function<KernelAttention> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& given,
                              const c10::intrusive_ptr<Remembered>& how) {
        const at::Tensor qkv = given.contiguous();
        const auto pass = passOf(qkv, how->starts, how->attention);
        const at::Tensor mixed = at::empty({qkv.size(0), pass.queryWidth()}, qkv.options());
        const at::Tensor logSums = at::empty({qkv.size(0), pass.heads}, qkv.options());
        attention_kernel::forward(pass, mixed.data_ptr<float>(), logSums.data_ptr<float>());
        context->save_for_backward({qkv, logSums});
        context->saved_data["how"] = c10::IValue::make_capsule(how);
        return mixed;
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const auto saved = context->get_saved_variables();
        const auto capsule = context->saved_data["how"].toCapsule();
        const auto& how = static_cast<const Remembered&>(*capsule);
        const at::Tensor mixedGradient = gradients[0].contiguous();
        const at::Tensor qkvGradient = at::empty_like(saved[0]);
        attention_kernel::backward(passOf(saved[0], how.starts, how.attention), mixedGradient.data_ptr<float>(),
                                   saved[1].data_ptr<float>(), qkvGradient.data_ptr<float>());
        return {qkvGradient, at::Tensor()};
    }
};

/// [tokens, n] → [rows, longest, n], zeros behind each row.
class Rectangles {
public:
    Rectangles(const std::vector<std::int64_t>& starts, at::Device device)
        : m_cells(cellsOf(starts).to(device)), m_rows(std::ssize(starts) - 1) {
        for (std::size_t r = 1; r < starts.size(); ++r) m_length = std::max(m_length, starts[r] - starts[r - 1]);
    }
    [[nodiscard]] std::int64_t length() const { return m_length; }
    [[nodiscard]] at::Tensor pad(const at::Tensor& packed) const {
        return at::zeros({m_rows * m_length, packed.size(1)}, packed.options())
            .index_copy(0, m_cells, packed)
            .view({m_rows, m_length, packed.size(1)});
    }
    [[nodiscard]] at::Tensor pack(const at::Tensor& rectangle) const {
        return rectangle.flatten(0, 1).index_select(0, m_cells);
    }

private:
    at::Tensor m_cells;
    std::int64_t m_rows;
    std::int64_t m_length = 0;
};

}  // namespace

at::Tensor attendRows(const at::Tensor& qkv, const std::vector<std::int64_t>& starts, const RowAttention& attention) {
    if (!qkv.is_cpu() || qkv.scalar_type() != at::kFloat) return paddedAttention(qkv, starts, attention);
    auto how = c10::make_intrusive<Remembered>();
    how->starts = starts;
    how->attention = attention;
    return KernelAttention::apply(qkv, how);
}

at::Tensor paddedAttention(const at::Tensor& qkv, const std::vector<std::int64_t>& starts,
                           const RowAttention& attention) {
    const Rectangles rectangles(starts, qkv.device());
    QueryKeyValue parts = splitHeads(rectangles.pad(qkv), attention.shape);
    if (attention.rotary.defined()) {
        const RotaryTable rows{rectangles.pad(attention.rotary.cosine).unsqueeze(1),
                               rectangles.pad(attention.rotary.sine).unsqueeze(1)};
        parts.query = rotated(parts.query, rows, attention.position);
        parts.key = rotated(parts.key, rows, attention.position);
    }
    // What pads a row lies in the future of all its tokens, so causality hides it.
    at::Tensor bias = attention.sight == Sight::Earlier
                          ? causalBias(rectangles.length(), attention.window, qkv.device())
                          : paddingBias(rectangles.pad(at::ones({qkv.size(0), 1}, qkv.options())).squeeze(2));
    if (attention.slopes.defined()) bias = bias.add(alibiBias(attention.slopes, rectangles.length()));
    const at::Tensor weights = attentionWeights(parts, bias.to(qkv.scalar_type()), attention.shape);
    return rectangles.pack(mixValues(weights, parts.value, attention.shape));
}

}  // namespace detox
