// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/field_flags.h"

namespace detox::cli {
namespace {

std::string typeName(const FieldInfo& field) {
    switch (field.kind) {
        case FieldKind::Boolean:
            return "";
        case FieldKind::Integer:
            return field.spec.unit.empty() ? "N" : std::string(field.spec.unit);
        case FieldKind::Real:
            return field.spec.unit.empty() ? "X" : std::string(field.spec.unit);
        case FieldKind::Text:
            return "TEXT";
        case FieldKind::Choice:
            break;
    }
    std::string names;
    for (const auto& choice : field.choices) names += (names.empty() ? "" : "|") + std::string(choice.key);
    return names;
}

std::string helpText(const FieldInfo& field) {
    std::string text(field.spec.help);
    if (field.kind == FieldKind::Boolean) return text + " (--flag=false switches off)";
    const Range& range = field.spec.range;
    if (range.min != 0 || range.max != 0) text += " [" + toText(range.min) + " … " + toText(range.max) + "]";
    const std::string value = toText(field.get());
    return value.empty() ? text : text + " (default " + value + ")";
}

std::string groupName(const FieldInfo& field) {
    if (field.spec.level == Level::Compatibility) return "Compatibility";
    return field.groupLabel.empty() ? "Settings" : std::string(field.groupLabel);
}

}  // namespace

FieldFlags::FieldFlags(Arguments& arguments, std::vector<FieldInfo> fields,
                       const std::map<std::string, std::string>& aliases)
    : m_fields(std::move(fields)) {
    for (const auto& field : m_fields) {
        std::string names = "--" + flagName(field.spec.key);
        if (const auto alias = aliases.find(std::string(field.spec.key)); alias != aliases.end()) {
            names = "--" + alias->second + "," + names;
        }
        add(arguments, field, names);
    }
}

void FieldFlags::add(Arguments& arguments, const FieldInfo& field, const std::string& names) {
    Given& given = m_given[std::string(field.spec.key)];
    if (field.kind == FieldKind::Boolean) {
        given.argument = arguments.flag(names + "{true}", given.text, helpText(field));
    } else {
        given.argument = arguments.option(names, given.text, helpText(field)).typeName(typeName(field));
    }
    given.argument->group(groupName(field));
    given.argument->check([&field](const std::string& text) {
        const auto set = setFromText(field, text);
        return set ? std::string() : set.error().message();
    });
}

bool FieldFlags::given(const std::string& key) const {
    const auto found = m_given.find(key);
    return found != m_given.end() && found->second.argument->given();
}

Result<void> FieldFlags::apply(const std::vector<FieldInfo>& fields) const {
    for (const auto& field : fields) {
        const auto found = m_given.find(std::string(field.spec.key));
        if (found == m_given.end() || !found->second.argument->given()) continue;
        if (auto set = setFromText(field, found->second.text); !set) return set;
    }
    return {};
}

}  // namespace detox::cli
