// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/config_json.h"

#include <algorithm>

#include "core/util/sha256.h"

namespace detox {
namespace {

OrderedJson toJsonValue(const FieldValue& value) {
    return std::visit([](const auto& v) { return OrderedJson(v); }, value);
}

Result<FieldValue> fromJsonValue(const Json& json, const std::string& key) {
    if (json.is_boolean()) return FieldValue(json.get<bool>());
    if (json.is_number_unsigned() && json.get<std::uint64_t>() > std::uint64_t{INT64_MAX}) {
        return invalidInput("'" + key + "' is too large.");
    }
    if (json.is_number_integer()) return FieldValue(json.get<std::int64_t>());
    if (json.is_number_float()) return FieldValue(json.get<double>());
    if (json.is_string()) return FieldValue(json.get<std::string>());
    return invalidInput("'" + key + "' must be a number, text, true or false.");
}

const FieldInfo* find(const std::vector<FieldInfo>& fields, std::string_view group, std::string_view key) {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const auto& f) { return f.group == group && f.spec.key == key; });
    return found == fields.end() ? nullptr : &*found;
}

bool isGroup(const std::vector<FieldInfo>& fields, std::string_view key) {
    return !key.empty() && std::any_of(fields.begin(), fields.end(), [&](const auto& f) { return f.group == key; });
}

std::string qualified(std::string_view group, std::string_view key) {
    return group.empty() ? std::string(key) : std::string(group) + "." + std::string(key);
}

class Applier {
public:
    explicit Applier(const std::vector<FieldInfo>& fields) : m_fields(fields) {}

    void applyObject(std::string_view group, const Json& object) {
        for (const auto& [key, value] : object.items()) {
            if (group.empty() && isGroup(m_fields, key)) {
                applyGroup(key, value);
            } else if (const FieldInfo* field = find(m_fields, group, key)) {
                applyField(*field, value);
            } else {
                reportUnknown(group, key);
            }
        }
    }

    std::vector<std::string> problems;

private:
    void applyGroup(const std::string& key, const Json& value) {
        if (value.is_object()) return applyObject(key, value);
        problems.push_back("'" + key + "' must be an object of settings.");
    }

    void applyField(const FieldInfo& field, const Json& json) {
        auto value = fromJsonValue(json, std::string(field.spec.key));
        if (!value) return problems.push_back(value.error().message());
        if (auto set = field.set(*value); !set) problems.push_back(set.error().message());
    }

    void reportUnknown(std::string_view group, std::string_view key) {
        std::vector<std::string> known;
        for (const auto& field : m_fields) known.push_back(qualified(field.group, field.spec.key));
        const std::string given = qualified(group, key);
        problems.push_back("'" + given + "' is not a setting; the nearest is '" + nearestKey(given, known) + "'.");
    }

    const std::vector<FieldInfo>& m_fields;
};

}  // namespace

OrderedJson toJson(const std::vector<FieldInfo>& fields) {
    OrderedJson out = OrderedJson::object();
    for (const auto& field : fields) {
        const std::string key(field.spec.key);
        (field.group.empty() ? out : out[std::string(field.group)])[key] = toJsonValue(field.get());
    }
    return out;
}

std::vector<std::string> applyJson(const std::vector<FieldInfo>& fields, const Json& json) {
    if (!json.is_object()) return {"The configuration must be a JSON object."};
    Applier applier(fields);
    applier.applyObject({}, json);
    return std::move(applier.problems);
}

std::vector<FieldDifference> differences(const std::vector<FieldInfo>& left, const std::vector<FieldInfo>& right) {
    std::vector<FieldDifference> out;
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
        const FieldValue a = left[i].get();
        const FieldValue b = right[i].get();
        if (a == b) continue;
        out.push_back(
            {qualified(left[i].group, left[i].spec.key), std::string(left[i].spec.label), toText(a), toText(b)});
    }
    return out;
}

std::string configHash(const std::vector<FieldInfo>& fields) {
    return sha256(Json(toJson(fields)).dump());
}

}  // namespace detox
