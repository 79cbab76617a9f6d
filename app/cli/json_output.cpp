// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json_output.h"

#include <cmath>

#include "app/cli/terminal.h"
#include "core/api/metric_names.h"

namespace detox::cli {

OrderedJson jsonOf(double value) {
    return std::isfinite(value) ? OrderedJson(value) : OrderedJson(nullptr);
}

OrderedJson jsonOf(const std::optional<Measurement>& measured) {
    if (!measured) return nullptr;
    return {
        {metric::kMeanToxicity, jsonOf(measured->meanToxicity)}, {metric::kReward, jsonOf(measured->reward)},
        {metric::kMeanLength, jsonOf(measured->meanLength)},     {metric::kPerplexity, jsonOf(measured->perplexity)},
        {metric::kDistinct2, jsonOf(measured->distinct2)},       {"n", measured->n}};
}

OrderedJson jsonOf(const UpdateReport& report) {
    OrderedJson metrics = OrderedJson::object();
    for (const auto& [name, value] : report.metrics) metrics[name] = jsonOf(value);
    return {{"update", report.update}, {"of", report.totalUpdates}, {"metrics", metrics}};
}

OrderedJson jsonOf(const GeneratedText& text) {
    return {{"text", text.text}, {"ids", text.ids}};
}

void printJson(const OrderedJson& json) {
    printLine(json.dump(-1, ' ', /*ensure_ascii=*/true, OrderedJson::error_handler_t::replace));
}

}  // namespace detox::cli
