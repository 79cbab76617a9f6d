// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipeline/pipeline_tokenizer.h"

namespace detox {

void PipelineTokenizer::encodeText(std::string_view text, std::vector<TokenId>& ids) const {
    for (const Segment& segment : m_stages.raw.split(text)) {
        if (segment.id) {
            ids.push_back(*segment.id);
        } else {
            encodeNormalized(m_stages.normalizer.apply(segment.text), ids);
        }
    }
}

void PipelineTokenizer::encodeNormalized(std::string_view text, std::vector<TokenId>& ids) const {
    for (const Segment& segment : m_stages.normalized.split(text)) {
        if (segment.id) {
            ids.push_back(*segment.id);
            continue;
        }
        m_stages.preTokenizer.split(segment.text, [&](std::string_view word) { m_stages.model->encode(word, ids); });
    }
}

}  // namespace detox
