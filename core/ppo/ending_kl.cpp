// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/ending_kl.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/clamp_max.h>
#include <ATen/ops/log1p.h>

namespace detox {
namespace {

constexpr double kMostCertain = 1 - 1e-6;

/// log(1 − exp(logEnd)).
at::Tensor logGoingOn(const at::Tensor& logEnd) {
    return at::log1p(-at::clamp_max(logEnd.exp(), kMostCertain));
}

}  // namespace

at::Tensor endingKl(const at::Tensor& refLogEnd, const at::Tensor& logEnd) {
    const at::Tensor ref = refLogEnd.detach();
    const at::Tensor share = ref.exp();
    return share * (ref - logEnd) + (1.0 - share) * (logGoingOn(ref) - logGoingOn(logEnd));
}

}  // namespace detox
