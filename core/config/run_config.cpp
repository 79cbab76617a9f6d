// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/run_config.h"

namespace detox {

Result<RunConfig> runConfigFromJson(const Json& json, const RunConfig& base) {
    RunConfig config = base;
    const auto problems = applyJson(fieldsOf(config), json);
    if (problems.empty()) return config;
    std::string message;
    for (const auto& problem : problems) message += (message.empty() ? "" : "\n") + problem;
    return invalidInput(message);
}

OrderedJson toJson(const RunConfig& config) {
    RunConfig copy = config;
    return toJson(fieldsOf(copy));
}

std::string configHash(const RunConfig& config) {
    RunConfig copy = config;
    return configHash(fieldsOf(copy));
}

}  // namespace detox
