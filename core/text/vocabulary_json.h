// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/util/json.h"
#include "core/util/result.h"

namespace detox {

/// The tokens by id of a JSON object that maps them to their ids; empty strings are holes. Refuses ids that are given
/// twice or leave large gaps. `name` is what errors call the object.
[[nodiscard]] Result<std::vector<std::string>> readVocabulary(const Json& json, const std::string& name);

}  // namespace detox
