// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/field_info.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>

namespace detox {
namespace {

std::string named(const FieldSpec& spec) {
    return "'" + std::string(spec.key) + "' (" + std::string(spec.label) + ")";
}

bool hasRange(const FieldSpec& spec) {
    return spec.range.min != 0 || spec.range.max != 0;
}

Error outOfRange(const FieldSpec& spec, const std::string& got) {
    return invalidInput(named(spec) + " is " + got + "; it must lie between " + toText(spec.range.min) + " and " +
                        toText(spec.range.max) + ".");
}

std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substitution = diagonal + (a[i - 1] != b[j - 1] ? 1 : 0);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitution});
        }
    }
    return row.back();
}

template <class T>
bool parseWhole(std::string_view text, T& out) {
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
    return code == std::errc() && end == text.data() + text.size();
}

}  // namespace

namespace detail {

Error wrongType(const FieldSpec& spec, std::string_view expected) {
    return invalidInput(named(spec) + " must be " + std::string(expected) + ".");
}

Error unknownChoice(const FieldSpec& spec, const std::vector<FieldChoice>& choices, const std::string& got) {
    std::string list;
    for (const auto& choice : choices) list += (list.empty() ? "" : ", ") + std::string(choice.key);
    return invalidInput(named(spec) + " is '" + got + "'; choose one of " + list + ".");
}

Result<std::int64_t> asInteger(const FieldSpec& spec, const FieldValue& value) {
    std::int64_t number = 0;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        number = *integer;
    } else if (const auto* real = std::get_if<double>(&value);
               real && std::trunc(*real) == *real && std::abs(*real) < 9e15) {
        number = static_cast<std::int64_t>(*real);
    } else {
        return wrongType(spec, "a whole number");
    }
    const auto real = static_cast<double>(number);
    if (hasRange(spec) && (real < spec.range.min || real > spec.range.max))
        return outOfRange(spec, std::to_string(number));
    return number;
}

Result<double> asReal(const FieldSpec& spec, const FieldValue& value) {
    double number = 0;
    if (const auto* real = std::get_if<double>(&value)) {
        number = *real;
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        number = static_cast<double>(*integer);
    } else {
        return wrongType(spec, "a number");
    }
    if (!std::isfinite(number)) return wrongType(spec, "a finite number");
    if (hasRange(spec) && (number < spec.range.min || number > spec.range.max)) return outOfRange(spec, toText(number));
    return number;
}

}  // namespace detail

std::string flagName(std::string_view key) {
    std::string out;
    for (const char c : key) {
        if (c >= 'A' && c <= 'Z') {
            out += '-';
            out += static_cast<char>(c - 'A' + 'a');
        } else {
            out += c;
        }
    }
    return out;
}

std::string toText(const FieldValue& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    std::array<char, 32> buffer{};
    const auto [end, code] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::get<double>(value));
    return code == std::errc() ? std::string(buffer.data(), end) : std::string("nan");
}

Result<void> setFromText(const FieldInfo& field, std::string_view text) {
    switch (field.kind) {
        case FieldKind::Boolean:
            if (text == "true" || text == "1" || text == "on") return field.set(true);
            if (text == "false" || text == "0" || text == "off") return field.set(false);
            return detail::wrongType(field.spec, "true or false");
        case FieldKind::Integer:
            if (std::int64_t number = 0; parseWhole(text, number)) return field.set(number);
            return detail::wrongType(field.spec, "a whole number");
        case FieldKind::Real:
            if (double number = 0; parseWhole(text, number)) return field.set(number);
            return detail::wrongType(field.spec, "a number with a decimal point");
        case FieldKind::Choice:
        case FieldKind::Text:
            return field.set(std::string(text));
    }
    return internalError("A field has an unknown kind.");
}

std::string nearestKey(std::string_view key, const std::vector<std::string>& candidates) {
    const auto nearest = std::min_element(candidates.begin(), candidates.end(), [&](const auto& a, const auto& b) {
        return editDistance(key, a) < editDistance(key, b);
    });
    return nearest == candidates.end() ? std::string() : *nearest;
}

}  // namespace detox
