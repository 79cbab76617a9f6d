// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/util/json.h"

namespace detox {

/// Of one kind in a file: every step runs over every text, those of the pre-tokenizer inside one another.
inline constexpr std::size_t kMaxSteps = 64;

/// A value of a JSON file and where it stands, for typed reading: every member throws an Error of one sentence that
/// names the place when the value is not what it must be.
class JsonPart {
public:
    /// `json` must outlive this and its parts. `where` is what errors call it.
    JsonPart(const Json& json, std::string where) : m_json(&json), m_where(std::move(where)) {}

    [[nodiscard]] const Json& json() const { return *m_json; }
    [[nodiscard]] const std::string& where() const { return m_where; }

    [[nodiscard]] JsonPart at(const std::string& key) const;
    /// Nothing when the key is absent or null.
    [[nodiscard]] std::optional<JsonPart> find(const std::string& key) const;
    [[nodiscard]] std::vector<JsonPart> elements() const;

    [[nodiscard]] const std::string& text() const;
    [[nodiscard]] bool flag() const;
    [[nodiscard]] std::int64_t integer(std::int64_t low, std::int64_t high) const;
    [[nodiscard]] std::string textOr(const std::string& key, const std::string& fallback) const;
    [[nodiscard]] bool flagOr(const std::string& key, bool fallback) const;

    /// "<where> <what>."
    [[nodiscard]] Error wrong(const std::string& what) const;
    /// Throws when a file already has `steps` of a kind and none may follow.
    void refuseStepAfter(std::size_t steps) const;
    /// For a step of the tokenizer that is not supported, named by its "type".
    [[nodiscard]] Error unknownStep(const std::string& supported) const;

private:
    [[nodiscard]] std::string inside(const std::string& key) const;

    const Json* m_json;  // not owned
    std::string m_where;
};

}  // namespace detox
