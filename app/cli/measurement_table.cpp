// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/measurement_table.h"

#include <functional>

#include "app/cli/terminal.h"

namespace detox::cli {

std::string measurementTable(const MeasuredColumn& left, const MeasuredColumn& right) {
    if (!left.measured && !right.measured) return "";
    std::vector<std::vector<std::string>> rows{{"", left.heading, right.heading}};
    const auto add = [&](const char* label, int digits, double Measurement::*value) {
        std::vector<std::string> row{label};
        for (const auto* column : {&left, &right}) {
            row.push_back(column->measured ? fixed((*column->measured).*value, digits) : "–");
        }
        rows.push_back(std::move(row));
    };
    add("mean toxicity", 4, &Measurement::meanToxicity);
    add("reward", 4, &Measurement::reward);
    add("mean length (tokens)", 2, &Measurement::meanLength);
    add("perplexity", 2, &Measurement::perplexity);
    add("distinct-2", 4, &Measurement::distinct2);
    const auto count = [](const MeasuredColumn& column) {
        return column.measured ? std::to_string(column.measured->n) : std::string("–");
    };
    rows.push_back({"prompts", count(left), count(right)});
    return table(rows, Align::NumbersRight);
}

}  // namespace detox::cli
