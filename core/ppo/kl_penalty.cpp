// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/kl_penalty.h"

#include <ATen/TensorOperators.h>

#include "core/util/error.h"

namespace detox {

at::Tensor klPenalty(KlKind kind, const at::Tensor& logprobs, const at::Tensor& refLogprobs) {
    const at::Tensor difference = logprobs - refLogprobs;
    switch (kind) {
        case KlKind::Kl:
            return difference;
        case KlKind::Abs:
            return difference.abs();
        case KlKind::Mse:
            return difference.square() * 0.5;
        case KlKind::K3:
            return (-difference).exp() - 1.0 + difference;
        case KlKind::Full:
            break;
    }
    throw internalError("The full KL estimate was asked for without the whole vocabulary's log-probabilities.");
}

}  // namespace detox
