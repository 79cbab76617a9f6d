// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace detox {

enum class NormKind {
    Layer,  ///< (Ba et al. 2016)
    Rms,    ///< neither mean nor bias (Zhang and Sennrich 2019)
};

}  // namespace detox
