// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/arguments.h"
#include "core/config/field_info.h"

namespace detox::cli {

/// One flag per field of a configuration, grouped in --help as in the form: name, unit, range and default come from the
/// description. A value out of range is a usage error; a good one is kept as text until apply(), so that flags win over
/// presets and files.
class FieldFlags {
public:
    /// `fields` belong to an object of the caller's that parsing may change. `aliases`: a further flag for a key,
    /// {"promptFile", "prompts"}. Must not be moved afterwards: the parser writes into it.
    FieldFlags(Arguments& arguments, std::vector<FieldInfo> fields, const std::map<std::string, std::string>& aliases);
    FieldFlags(const FieldFlags&) = delete;
    FieldFlags& operator=(const FieldFlags&) = delete;

    [[nodiscard]] bool given(const std::string& key) const;
    /// Sets those of `fields` whose flags were given.
    [[nodiscard]] Result<void> apply(const std::vector<FieldInfo>& fields) const;

private:
    struct Given {
        std::optional<Argument> argument;
        std::string text;
    };

    void add(Arguments& arguments, const FieldInfo& field, const std::string& names);

    const std::vector<FieldInfo> m_fields;
    std::map<std::string, Given> m_given;  // by key; a map, as the parser keeps addresses of its texts
};

/// The flags of a whole configuration.
template <class Config>
class ConfigFlags {
public:
    explicit ConfigFlags(Arguments& arguments, const std::map<std::string, std::string>& aliases = {})
        : m_flags(arguments, fieldsOf(m_scratch), aliases) {}

    [[nodiscard]] bool given(const std::string& key) const { return m_flags.given(key); }
    /// `base` with what was given set.
    [[nodiscard]] Result<Config> over(Config base) const {
        if (auto applied = m_flags.apply(fieldsOf(base)); !applied) return applied.error();
        return base;
    }

private:
    Config m_scratch;
    FieldFlags m_flags;
};

}  // namespace detox::cli
