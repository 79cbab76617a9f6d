// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/util/result.h"

namespace detox {

/// The PCRE2 pattern that means what `pattern` means to Oniguruma with Ruby's syntax (kkos/oniguruma doc/RE), which
/// tokenizer.json is written for: \s is the White_Space property, \w and \h follow Ruby, sets in sets are unions.
/// What cannot be said is refused with the reason; what neither knows is left for PCRE2 to refuse.
[[nodiscard]] Result<std::string> pcreFromOniguruma(std::string_view pattern);

}  // namespace detox
