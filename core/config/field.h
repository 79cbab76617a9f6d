// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace detox {

/// Where a form shows a field: Essential at once, Advanced behind "All", Compatibility in its own explained group.
enum class Level { Essential, Advanced, Compatibility };

/// Inclusive bounds of a number.
struct Range {
    double min = 0;
    double max = 0;
};

/// How a string field is edited and checked.
enum class TextKind { Plain, Model, Classifier, PromptFile, Folder };

/// What the one description says of a field. Every text is for people; help says what it does, its special values and
/// its source.
struct FieldSpec {
    std::string_view key;  ///< camelCase, unique over the whole configuration; the flag is its kebab-case
    std::string_view label;
    std::string_view unit = {};
    Range range = {};  ///< ignored for bool, enum and text
    std::string_view help = {};
    Level level = Level::Advanced;
    TextKind text = TextKind::Plain;
};

/// One value of an enum: how it is written in files and shown in forms.
template <class E>
struct EnumName {
    E value;
    std::string_view key;
    std::string_view label;
};

/// Specialise with `static constexpr std::array<EnumName<E>, N> names` to make an enum describable.
template <class E>
struct EnumNames;

/// Enums travel as their key.
using FieldValue = std::variant<bool, std::int64_t, double, std::string>;

enum class FieldKind { Boolean, Integer, Real, Choice, Text };

}  // namespace detox
