// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/vocabulary_json.h"

#include <algorithm>

#include "core/util/utf8.h"

namespace detox {
namespace {

constexpr std::int64_t kMaxId = 10'000'000;

}  // namespace

Result<std::vector<std::string>> readVocabulary(const Json& json, const std::string& name) {
    if (!json.is_object() || json.empty()) return invalidInput(name + " must map tokens to their ids.");
    const auto limit = std::min<std::int64_t>(kMaxId, static_cast<std::int64_t>(json.size()) * 2 + 1024);
    std::vector<std::string> tokens;
    for (const auto& [token, value] : json.items()) {
        const std::int64_t id = value.is_number_integer() ? value.get<std::int64_t>() : -1;
        if (id < 0 || id > limit || token.empty()) {
            return invalidInput(name + ": the token '" + utf8::shown(token) + "' has no valid id.");
        }
        const auto index = static_cast<std::size_t>(id);
        if (index >= tokens.size()) tokens.resize(index + 1);
        if (!tokens[index].empty()) {
            return invalidInput(name + ": the id " + std::to_string(id) + " is given to two tokens.");
        }
        tokens[index] = token;
    }
    return tokens;
}

}  // namespace detox
