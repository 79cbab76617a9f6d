// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/models/activation_kind.h"
#include "core/util/json.h"

namespace detox {

/// Which row of the position table a token gets.
enum class EncoderPositions {
    AfterPad,  ///< counted from pad + 1 over the ids that are not padding (RoBERTa)
    Columns,   ///< counted from 0 over all columns
};

enum class HeadActivation { Tanh, Relu };

/// An encoder with a classification head, as data.
struct EncoderConfig {
    std::string family = "roberta";  ///< config.json's model_type
    std::int64_t vocabulary = 0;
    std::int64_t hidden = 0;
    std::int64_t layers = 0;
    std::int64_t heads = 0;
    std::int64_t intermediate = 0;
    std::int64_t positions = 0;  ///< rows of the position table, those before the first token's included
    EncoderPositions positionKind = EncoderPositions::AfterPad;
    std::int64_t tokenTypes = 1;  ///< rows of the token type table, of which row 0 is used; 0: there is none
    std::int64_t pad = 1;         ///< its id
    double normEpsilon = 1e-5;
    double dropout = 0.1;          ///< of hidden states and attention, while training
    double headDropout = 0.1;      ///< of the classification head, while training
    bool headInputDropout = true;  ///< before the head's first product, too
    Activation activation = Activation::Gelu;
    HeadActivation headActivation = HeadActivation::Tanh;
    std::vector<std::string> labels;  ///< id2label in the order of ids
    bool multiLabel = false;          ///< independent sigmoids instead of one softmax
    Json source = Json::object();     ///< config.json as read; keys this program does not know survive an export

    /// Tokens of the longest text, special tokens included.
    [[nodiscard]] std::int64_t maxTokens() const {
        return positionKind == EncoderPositions::AfterPad ? positions - pad - 1 : positions;
    }
};

/// A RoBERTa classifier of the given size, for training from scratch.
struct RobertaShape {
    std::int64_t vocabulary = 0;
    std::int64_t hidden = 0;
    std::int64_t layers = 0;
    std::int64_t heads = 0;
    std::int64_t maxTokens = 0;
    std::int64_t bos = 0;
    std::int64_t eos = 2;
    std::int64_t pad = 1;
    double dropout = 0.1;
    std::vector<std::string> labels;
};

/// Throws Error when the sizes do not fit together.
[[nodiscard]] EncoderConfig robertaConfig(const RobertaShape& shape);

}  // namespace detox
