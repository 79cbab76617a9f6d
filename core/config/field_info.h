// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/config/field.h"
#include "core/util/result.h"

namespace detox {

struct FieldChoice {
    std::string_view key;
    std::string_view label;
};

/// A field of one configuration object, without its type: what forms, flags, JSON, validation, diff and hash work on.
/// Points into the object it was made from and must not outlive it.
struct FieldInfo {
    FieldSpec spec;
    std::string_view group;       ///< key of its group, the JSON object it lives in; empty at the top
    std::string_view groupLabel;  ///< heading in forms
    FieldKind kind = FieldKind::Text;
    std::vector<FieldChoice> choices = {};  ///< of a Choice
    std::function<FieldValue()> get = {};
    /// Converts between number kinds where exact; fails, leaving the field as it was, on a wrong type, an unknown
    /// choice or a value outside the range.
    std::function<Result<void>(const FieldValue&)> set = {};
};

/// "ppoEpochs" → "ppo-epochs".
[[nodiscard]] std::string flagName(std::string_view key);
/// A value as a person writes it: shortest form that reads back the same.
[[nodiscard]] std::string toText(const FieldValue& value);
/// Reads what a person wrote for `field` (locale-independent) and sets it.
[[nodiscard]] Result<void> setFromText(const FieldInfo& field, std::string_view text);
/// The key of `candidates` nearest to `key` by edit distance.
[[nodiscard]] std::string nearestKey(std::string_view key, const std::vector<std::string>& candidates);

namespace detail {
[[nodiscard]] Error wrongType(const FieldSpec& spec, std::string_view expected);
[[nodiscard]] Error unknownChoice(const FieldSpec& spec, const std::vector<FieldChoice>& choices,
                                  const std::string& got);
[[nodiscard]] Result<std::int64_t> asInteger(const FieldSpec& spec, const FieldValue& value);
[[nodiscard]] Result<double> asReal(const FieldSpec& spec, const FieldValue& value);
}  // namespace detail

/// The visitor that collects FieldInfos: `FieldCollector c; describe(c, config); c.fields`.
class FieldCollector {
public:
    std::vector<FieldInfo> fields;

    template <class Config>
    void group(std::string_view key, std::string_view label, Config& config) {
        m_group = key, m_groupLabel = label;
        describe(*this, config);
        m_group = m_groupLabel = {};
    }

    template <class T>
    void field(T& target, const FieldSpec& spec) {
        FieldInfo info{.spec = spec, .group = m_group, .groupLabel = m_groupLabel};
        bind(info, target);
        fields.push_back(std::move(info));
    }

private:
    template <class T>
    static void bind(FieldInfo& info, T& target) {
        if constexpr (std::is_same_v<T, bool>) {
            bindBoolean(info, target);
        } else if constexpr (std::is_enum_v<T>) {
            bindChoice(info, target);
        } else if constexpr (std::is_integral_v<T>) {
            bindInteger(info, target);
        } else if constexpr (std::is_floating_point_v<T>) {
            bindReal(info, target);
        } else {
            bindText(info, target);
        }
    }

    static void bindBoolean(FieldInfo& info, bool& target) {
        info.kind = FieldKind::Boolean;
        info.get = [&target] { return FieldValue(target); };
        info.set = [&target, spec = info.spec](const FieldValue& value) -> Result<void> {
            const bool* given = std::get_if<bool>(&value);
            if (given == nullptr) return detail::wrongType(spec, "true or false");
            target = *given;
            return {};
        };
    }

    template <class T>
    static void bindInteger(FieldInfo& info, T& target) {
        info.kind = FieldKind::Integer;
        info.get = [&target] { return FieldValue(static_cast<std::int64_t>(target)); };
        info.set = [&target, spec = info.spec](const FieldValue& value) -> Result<void> {
            auto number = detail::asInteger(spec, value);
            if (!number) return number.error();
            target = static_cast<T>(*number);
            return {};
        };
    }

    static void bindReal(FieldInfo& info, double& target) {
        info.kind = FieldKind::Real;
        info.get = [&target] { return FieldValue(target); };
        info.set = [&target, spec = info.spec](const FieldValue& value) -> Result<void> {
            auto number = detail::asReal(spec, value);
            if (!number) return number.error();
            target = *number;
            return {};
        };
    }

    template <class E>
    static void bindChoice(FieldInfo& info, E& target) {
        info.kind = FieldKind::Choice;
        for (const auto& name : EnumNames<E>::names) info.choices.push_back({name.key, name.label});
        info.get = [&target]() -> FieldValue {
            for (const auto& name : EnumNames<E>::names) {
                if (name.value == target) return std::string(name.key);
            }
            return std::string();
        };
        info.set = [&target, spec = info.spec, choices = info.choices](const FieldValue& value) -> Result<void> {
            const std::string* given = std::get_if<std::string>(&value);
            if (given == nullptr) return detail::wrongType(spec, "one of its names");
            for (const auto& name : EnumNames<E>::names) {
                if (name.key == *given) return target = name.value, Result<void>();
            }
            return detail::unknownChoice(spec, choices, *given);
        };
    }

    static void bindText(FieldInfo& info, std::string& target) {
        info.kind = FieldKind::Text;
        info.get = [&target] { return FieldValue(target); };
        info.set = [&target, spec = info.spec](const FieldValue& value) -> Result<void> {
            const std::string* given = std::get_if<std::string>(&value);
            if (given == nullptr) return detail::wrongType(spec, "text");
            target = *given;
            return {};
        };
    }

    std::string_view m_group;
    std::string_view m_groupLabel;
};

/// Every field of `config`, in the order of its description.
template <class Config>
[[nodiscard]] std::vector<FieldInfo> fieldsOf(Config& config) {
    FieldCollector collector;
    describe(collector, config);
    return std::move(collector.fields);
}

}  // namespace detox
