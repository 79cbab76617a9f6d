// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/closeness.h"

#include <sstream>

#include <ATen/TensorOperators.h>

namespace detox {
std::string difference(const at::Tensor& actual, const at::Tensor& expected, const Tolerance& tolerance,
                       const at::Tensor& mask) {
    std::ostringstream text;
    if (actual.sizes() != expected.sizes()) {
        text << "has shape " << actual.sizes() << " instead of " << expected.sizes();
        return text.str();
    }
    if (actual.numel() == 0) return {};
    const at::Tensor got = actual.detach().to(at::kDouble);
    const at::Tensor want = expected.to(at::kDouble);
    const at::Tensor allowed = (want.abs() * tolerance.relative + tolerance.absolute).clamp_min(tolerance.floor);
    at::Tensor excess = ((got - want).abs() - allowed).nan_to_num(1e300);
    if (mask.defined()) excess = excess.masked_fill(mask.eq(0), -1.0);
    const auto worst = excess.argmax().item<std::int64_t>();
    if (excess.flatten()[worst].item<double>() <= 0) return {};
    text << "differs most at flat index " << worst << ": " << got.flatten()[worst].item<double>() << " instead of "
         << want.flatten()[worst].item<double>() << "; " << excess.gt(0).sum().item<std::int64_t>() << " of "
         << excess.numel() << " elements are out of tolerance " << tolerance.absolute << " + " << tolerance.relative
         << "·|x| or " << tolerance.floor;
    return text.str();
}

}  // namespace detox
