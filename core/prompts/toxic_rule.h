// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/util/result.h"

namespace detox {

/// Which label values of a table mean toxic: a list ("hate,offensive,1"; case and spaces around do not matter, numbers
/// are compared as numbers) or a bound on a score (">=0.5", ">0.5").
class ToxicRule {
public:
    [[nodiscard]] static Result<ToxicRule> parse(std::string_view text);

    /// Nothing when the rule does not fit the cell: an empty cell, no number for a bound, a broken number for a list.
    [[nodiscard]] std::optional<bool> isToxic(std::string_view cell) const;

private:
    enum class Kind { List, AtLeast, Above };

    Kind m_kind = Kind::List;
    double m_bound = 0;
    std::vector<std::string> m_values;  // lower case
};

}  // namespace detox
