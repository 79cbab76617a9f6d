// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/draw_responses.h"

#include <c10/core/GradMode.h>

#include "core/generation/batch_decoder.h"

namespace detox {
namespace {

int lengthLimit(const ResponseLengthConfig& config, RandomAddress address) {
    address.purpose = RandomPurpose::ResponseLength;
    return static_cast<int>(randomInteger(address, config.minResponseTokens, config.maxResponseTokens));
}

}  // namespace

DrawnResponses drawResponses(const CausalLm& policy, const std::vector<Query>& queries, const GenerationConfig& config,
                             const RandomAddress& update, const StepCheck& check) {
    const c10::NoGradGuard noGradients;
    std::vector<DecodeRow> rows;
    for (std::size_t i = 0; i < queries.size(); ++i) {
        RandomAddress address = update;
        address.purpose = RandomPurpose::Sampling;
        address.sample = static_cast<std::uint32_t>(i);
        rows.push_back({queries[i].ids, lengthLimit(config.length, address), address});
    }
    BatchDecoder decoder(policy, config.sampler, std::move(rows));
    for (bool more = true; more;) {
        const ComputeTurn turn = check();
        more = decoder.step();
    }
    DrawnResponses drawn;
    for (const auto& row : decoder.rows()) {
        drawn.ids.push_back(row.ids);
        drawn.ended += row.endedByItself ? 1 : 0;
    }
    return drawn;
}

}  // namespace detox
