// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/config/field_info.h"
#include "core/util/json.h"

namespace detox {

/// {"group": {"key": value}, "topLevelKey": value} in the order of the description, every field present.
[[nodiscard]] OrderedJson toJson(const std::vector<FieldInfo>& fields);

/// Sets the fields that `json` names; the others keep their values. All problems at once: unknown keys (each with the
/// nearest known one), wrong types, values out of range. With any problem the configuration may be half set: work on a
/// copy.
[[nodiscard]] std::vector<std::string> applyJson(const std::vector<FieldInfo>& fields, const Json& json);

struct FieldDifference {
    std::string key;
    std::string label;
    std::string left;
    std::string right;
};

/// Fields whose values differ. Precondition: both lists describe the same configuration type.
[[nodiscard]] std::vector<FieldDifference> differences(const std::vector<FieldInfo>& left,
                                                       const std::vector<FieldInfo>& right);

/// SHA-256 of the canonical JSON: equal for equal settings, whatever order they were given in.
[[nodiscard]] std::string configHash(const std::vector<FieldInfo>& fields);

}  // namespace detox
