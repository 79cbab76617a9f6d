// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace detox::bench {

/// Lower-case runs of two or more letters or digits (ASCII case folding; bytes above 127 count as letters), the words
/// of scikit-learn's default pattern.
[[nodiscard]] std::vector<std::string> wordsOf(std::string_view text);

}  // namespace detox::bench
