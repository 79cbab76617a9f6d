// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/token_distributions.h"

#include <algorithm>
#include <vector>

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/models/distribution_kernel.h"
#include "core/models/leaf_gradients.h"
#include "core/models/products.h"

namespace detox {
namespace {

using distribution_kernel::RowGradient;
using distribution_kernel::RowStatistics;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Logits that exist at a time: within a shared last-level cache, and enough rows for full speed of their product. A
/// GPU wants more, as launching costs.
constexpr std::int64_t kSliceBytes = 32 << 20;
constexpr std::int64_t kSliceBytesElsewhere = 512 << 20;

std::int64_t sliceRows(const TokenDistributions& d) {
    const std::int64_t bytes = d.states.is_cpu() ? kSliceBytes : kSliceBytesElsewhere;
    return std::max<std::int64_t>(1, bytes / (d.head.size(0) * static_cast<std::int64_t>(sizeof(float))));
}

at::Tensor logitsOf(const TokenDistributions& d, std::int64_t begin, std::int64_t end) {
    return linearProduct(d.states.slice(0, begin, end), d.head, d.bias).to(at::kFloat);
}

/// The columns of RowStatistics: [rows, 4].
at::Tensor statisticsOf(const at::Tensor& logits, const at::Tensor& reference) {
    if (logits.is_cpu()) {
        const at::Tensor out = at::empty({logits.size(0), 4}, logits.options());
        static_assert(sizeof(RowStatistics) == 4 * sizeof(float));
        distribution_kernel::statistics({.values = logits.data_ptr<float>(),
                                         .reference = reference.defined() ? reference.data_ptr<float>() : nullptr,
                                         .rows = logits.size(0),
                                         .vocabulary = logits.size(1)},
                                        reinterpret_cast<RowStatistics*>(out.data_ptr<float>()));
        return out;
    }
    const at::Tensor logSum = at::logsumexp(logits, 1);
    const at::Tensor logprobs = logits - logSum.unsqueeze(1);
    const at::Tensor shares = logprobs.exp();
    const at::Tensor entropy = -(shares * logprobs).sum(1);
    if (!reference.defined()) {
        return at::stack({logSum, at::zeros_like(logSum), entropy, at::zeros_like(logSum)}, 1);
    }
    const at::Tensor referenceLogSum = at::logsumexp(reference, 1);
    const at::Tensor kl = -entropy - (shares * (reference - referenceLogSum.unsqueeze(1))).sum(1);
    return at::stack({logSum, referenceLogSum, entropy, kl}, 1);
}

/// The logits become the gradient by themselves (distribution_kernel::gradients). by: [rows, 3], as RowGradient.
void turnIntoGradients(const at::Tensor& logits, const at::Tensor& reference, const at::Tensor& statistics,
                       const at::Tensor& by) {
    if (logits.is_cpu()) {
        static_assert(sizeof(RowGradient) == 3 * sizeof(float));
        distribution_kernel::gradients({.values = logits.data_ptr<float>(),
                                        .reference = reference.defined() ? reference.data_ptr<float>() : nullptr,
                                        .rows = logits.size(0),
                                        .vocabulary = logits.size(1)},
                                       reinterpret_cast<const RowStatistics*>(statistics.data_ptr<float>()),
                                       reinterpret_cast<const RowGradient*>(by.data_ptr<float>()),
                                       logits.data_ptr<float>());
        return;
    }
    const auto column = [](const at::Tensor& columns, std::int64_t i) { return columns.narrow(1, i, 1); };
    const at::Tensor logprobs = logits - column(statistics, 0);
    at::Tensor factor = column(by, 1).neg() * (logprobs + column(statistics, 2)) - column(by, 0);
    if (reference.defined()) {
        const at::Tensor apart = logprobs - reference + column(statistics, 1) - column(statistics, 3);
        factor = factor + column(by, 2) * apart;
    }
    logits.copy_(logprobs.exp() * factor);
}

struct Remembered : torch::CustomClassHolder {
    at::Tensor targets;
    std::optional<std::int64_t> end;
    std::optional<TokenDistributions> reference;
    at::Tensor statistics;               // [tokens, 4]
    at::Tensor logits, referenceLogits;  // where all fit one slice
    [[nodiscard]] at::Tensor referenceSlice(std::int64_t begin, std::int64_t end_) const {
        return reference ? logitsOf(*reference, begin, end_) : at::Tensor();
    }
};

at::Tensor chosen(const at::Tensor& logits, const at::Tensor& ids) {
    return logits.gather(1, ids.unsqueeze(1)).squeeze(1);
}

class Statistics : public torch::autograd::Function<Statistics> {
public:
    /// → logprobs, entropies, then, where they are wanted, endLogprobs and kl.
    static variable_list forward(AutogradContext* context, const at::Tensor& states, const at::Tensor& head,
                                 const c10::optional<at::Tensor>& bias, const c10::intrusive_ptr<Remembered>& with) {
        context->set_materialize_grads(false);
        const TokenDistributions distributions{states, head, bias.value_or(at::Tensor())};
        const std::int64_t count = states.size(0);
        const std::int64_t slice = sliceRows(distributions);
        const auto options = states.options().dtype(at::kFloat);
        at::Tensor logprobs = at::empty({count}, options);
        at::Tensor ends = with->end ? at::empty({count}, options) : at::Tensor();
        with->statistics = at::empty({count, 4}, options);
        for (std::int64_t begin = 0; begin < count; begin += slice) {
            const std::int64_t end = std::min(begin + slice, count);
            const at::Tensor logits = logitsOf(distributions, begin, end);
            const at::Tensor reference = with->referenceSlice(begin, end);
            const at::Tensor statistics = statisticsOf(logits, reference);
            with->statistics.slice(0, begin, end).copy_(statistics);
            const at::Tensor logSum = statistics.select(1, 0);
            logprobs.slice(0, begin, end).copy_(chosen(logits, with->targets.slice(0, begin, end)) - logSum);
            if (with->end) ends.slice(0, begin, end).copy_(logits.select(1, *with->end) - logSum);
            if (end - begin < count) continue;
            with->logits = logits;
            with->referenceLogits = reference;
        }
        context->save_for_backward({states, head, distributions.bias});
        context->saved_data["with"] = c10::IValue::make_capsule(with);
        variable_list out{logprobs, with->statistics.select(1, 2).clone()};
        if (with->end) out.push_back(ends);
        if (with->reference) out.push_back(with->statistics.select(1, 3).clone());
        return out;
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const auto saved = context->get_saved_variables();
        const auto capsule = context->saved_data["with"].toCapsule();
        auto& with = static_cast<Remembered&>(*capsule);
        const TokenDistributions distributions{saved[0], saved[1], saved[2]};
        const By by(gradients, with);
        at::Tensor statesGradient = at::empty_like(distributions.states);
        at::Tensor headGradient, biasGradient;
        const std::int64_t count = distributions.states.size(0);
        const std::int64_t slice = sliceRows(distributions);
        for (std::int64_t begin = 0; begin < count; begin += slice) {
            const std::int64_t end = std::min(begin + slice, count);
            const bool kept = with.logits.defined();
            const at::Tensor logits = kept ? with.logits : logitsOf(distributions, begin, end);
            const at::Tensor reference = kept ? with.referenceLogits : with.referenceSlice(begin, end);
            by.apply(logits, reference, with, begin, end);
            const at::Tensor rows = logits.to(distributions.states.scalar_type());
            productInto(statesGradient.slice(0, begin, end), rows, distributions.head);
            addTo(distributions.head, rows, distributions.states.slice(0, begin, end));
            if (distributions.bias.defined() && distributions.bias.requires_grad()) {
                addGradient(distributions.bias, rows.sum(0));
            }
        }
        with.logits.reset();
        return {statesGradient, at::Tensor(), at::Tensor(), at::Tensor()};
    }

private:
    /// Incoming gradients, zeros where there are none.
    class By {
    public:
        By(const variable_list& gradients, const Remembered& with) {
            const at::Tensor none = at::zeros_like(with.statistics.select(1, 0));
            std::size_t next = 0;
            const auto take = [&] {
                const at::Tensor& gradient = gradients[next++];
                return gradient.defined() ? gradient : none;
            };
            m_target = take();
            const at::Tensor entropy = take();
            m_end = with.end ? take() : none;
            const at::Tensor kl = with.reference ? take() : none;
            m_rows = at::stack({m_target + m_end, entropy, kl}, 1);
        }
        /// The slice's logits become their gradient.
        void apply(const at::Tensor& logits, const at::Tensor& reference, const Remembered& with, std::int64_t begin,
                   std::int64_t end) const {
            turnIntoGradients(logits, reference, with.statistics.slice(0, begin, end), m_rows.slice(0, begin, end));
            logits.scatter_add_(1, with.targets.slice(0, begin, end).unsqueeze(1),
                                m_target.slice(0, begin, end).unsqueeze(1));
            if (with.end) logits.select(1, *with.end).add_(m_end.slice(0, begin, end));
        }

    private:
        at::Tensor m_target, m_end;  // [tokens]
        at::Tensor m_rows;           // [tokens, 3]
    };

    static void addTo(const at::Tensor& head, const at::Tensor& rows, const at::Tensor& states) {
        if (head.requires_grad()) addGradientProduct(head, rows, states);
    }
};

}  // namespace

TokenStatistics tokenStatistics(const TokenDistributions& distributions, const StatisticsWanted& wanted) {
    auto with = c10::make_intrusive<Remembered>();
    with->targets = wanted.targets.to(distributions.states.device());
    with->end = wanted.end;
    if (wanted.reference != nullptr) with->reference = *wanted.reference;
    const auto all = Statistics::apply(distributions.states, distributions.head, given(distributions.bias), with);
    TokenStatistics out{.logprobs = all[0], .entropies = all[1], .endLogprobs = {}, .kl = {}};
    std::size_t next = 2;
    if (wanted.end) out.endLogprobs = all[next++];
    if (wanted.reference != nullptr) out.kl = all[next];
    return out;
}

}  // namespace detox
