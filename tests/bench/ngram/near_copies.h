// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace detox::bench {

/// The `documents` that have no near copy in `others`: none whose distinct words, of both documents together, are
/// shared to `share` or more (the Jaccard index of their words).
std::vector<std::string> withoutNearCopies(const std::vector<std::string>& documents,
                                           const std::vector<std::string>& others, double share);

}  // namespace detox::bench
