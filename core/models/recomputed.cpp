// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/recomputed.h"

#include <utility>

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

namespace detox {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct Layer : torch::CustomClassHolder {
    std::function<at::Tensor(const at::Tensor&)> run;
};

class Recomputed : public torch::autograd::Function<Recomputed> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const c10::intrusive_ptr<Layer>& layer) {
        context->save_for_backward({x});
        context->saved_data["layer"] = c10::IValue::make_capsule(layer);
        return layer->run(x);
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const auto capsule = context->saved_data["layer"].toCapsule();
        const at::Tensor x = context->get_saved_variables()[0].detach().requires_grad_(true);
        const c10::AutoGradMode withGradient(true);
        static_cast<const Layer&>(*capsule).run(x).backward(gradients[0]);
        return {x.grad(), at::Tensor()};
    }
};

}  // namespace

at::Tensor recomputed(const at::Tensor& x, std::function<at::Tensor(const at::Tensor&)> layer) {
    if (!c10::GradMode::is_enabled()) return layer(x);
    auto kept = c10::make_intrusive<Layer>();
    kept->run = std::move(layer);
    // What requires no gradient itself must, or the layer's parameters get none.
    return Recomputed::apply(x.requires_grad() ? x : x.detach().requires_grad_(true), kept);
}

}  // namespace detox
