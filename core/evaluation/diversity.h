// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace detox {

/// distinct-2 (Li et al. 2016, "A diversity-promoting objective function", section 5): unique / total word bigrams
/// over all texts together. Words are what white space separates, compared byte by byte; a bigram never spans two
/// texts. 0 when there is no bigram at all.
[[nodiscard]] double distinct2(const std::vector<std::string>& texts);

}  // namespace detox
