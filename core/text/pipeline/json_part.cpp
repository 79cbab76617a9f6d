// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipeline/json_part.h"

#include <limits>

#include "core/util/utf8.h"

namespace detox {

std::string JsonPart::inside(const std::string& key) const {
    return m_where + (m_where.find(": ") == std::string::npos ? ": " : ".") + utf8::shown(key);
}

JsonPart JsonPart::at(const std::string& key) const {
    auto found = find(key);
    if (!found) throw wrong("lacks \"" + utf8::shown(key) + "\"");
    return *found;
}

std::optional<JsonPart> JsonPart::find(const std::string& key) const {
    if (!m_json->is_object()) throw wrong("must be an object");
    const auto found = m_json->find(key);
    if (found == m_json->end() || found->is_null()) return std::nullopt;
    return JsonPart(*found, inside(key));
}

std::vector<JsonPart> JsonPart::elements() const {
    if (!m_json->is_array()) throw wrong("must be a list");
    std::vector<JsonPart> parts;
    parts.reserve(m_json->size());
    for (const Json& element : *m_json) {
        parts.emplace_back(element, m_where + "[" + std::to_string(parts.size()) + "]");
    }
    return parts;
}

const std::string& JsonPart::text() const {
    if (!m_json->is_string()) throw wrong("must be a text");
    return m_json->get_ref<const std::string&>();
}

bool JsonPart::flag() const {
    if (!m_json->is_boolean()) throw wrong("must be true or false");
    return m_json->get<bool>();
}

std::int64_t JsonPart::integer(std::int64_t low, std::int64_t high) const {
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const bool fits =
        m_json->is_number_integer() && !(m_json->is_number_unsigned() && m_json->get<std::uint64_t>() > kMax);
    const std::int64_t value = fits ? m_json->get<std::int64_t>() : low - 1;
    if (value >= low && value <= high) return value;
    throw wrong("must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
}

std::string JsonPart::textOr(const std::string& key, const std::string& fallback) const {
    const auto found = find(key);
    return found ? found->text() : fallback;
}

bool JsonPart::flagOr(const std::string& key, bool fallback) const {
    const auto found = find(key);
    return found ? found->flag() : fallback;
}

Error JsonPart::wrong(const std::string& what) const {
    return invalidInput(m_where + " " + what + ".");
}

void JsonPart::refuseStepAfter(std::size_t steps) const {
    if (steps >= kMaxSteps)
        throw wrong("is one step too many; at most " + std::to_string(kMaxSteps) + " are supported");
}

Error JsonPart::unknownStep(const std::string& supported) const {
    return unsupported(m_where + ": the step '" + utf8::shown(at("type").text()) +
                       "' is not supported; supported are " + supported + ".");
}

}  // namespace detox
