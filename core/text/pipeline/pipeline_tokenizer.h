// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/text/pipeline/added_tokens.h"
#include "core/text/pipeline/normalizer.h"
#include "core/text/pipeline/pre_tokenizer.h"
#include "core/text/tokenizer_base.h"
#include "core/text/word_model.h"

namespace detox {

/// Text to ids in the order of huggingface/tokenizers: added tokens of the raw text, normalizer, added tokens of the
/// normalised text, pre-tokenizer, model.
class PipelineTokenizer final : public TokenizerBase {
public:
    using TokenizerBase::Parts;
    struct Stages {
        AddedTokenSplitter raw;
        Normalizer normalizer;
        AddedTokenSplitter normalized;
        PreTokenizer preTokenizer;
        std::unique_ptr<const WordModel> model;
    };

    PipelineTokenizer(Parts parts, Stages stages) : TokenizerBase(std::move(parts)), m_stages(std::move(stages)) {}

private:
    void encodeText(std::string_view text, std::vector<TokenId>& ids) const override;
    void encodeNormalized(std::string_view text, std::vector<TokenId>& ids) const;

    const Stages m_stages;
};

}  // namespace detox
