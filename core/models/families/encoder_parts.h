// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/checkpoint/data_type.h"
#include "core/models/config_reader.h"
#include "core/models/encoder_config.h"
#include "core/models/families/family_parts.h"

namespace detox {

/// An encoder with the sizes, the labels, the kind of problem and the source of `config`. Throws Error naming the key
/// that is wrong.
[[nodiscard]] EncoderConfig readEncoderSizes(const ConfigReader& reader, const Json& config, const SizeKeys& keys = {});

/// The encoder's config.json: as it was read, with the labels and with what the weights beside it are.
[[nodiscard]] Json exportedConfig(const EncoderConfig& config, const char* architecture, DataType type);

/// Norms may be named as in conversions of BERT's TensorFlow checkpoints, google-bert/bert-base-uncased among them
/// (transformers renames them in every model: modeling_utils.py).
void acceptTensorFlowNorms(TensorTable& table);

/// The names of BERT's embeddings and layers (Devlin et al. 2019) behind `prefix`, which RoBERTa kept.
void mapBertEncoder(TensorTable& table, const EncoderConfig& config, const std::string& prefix);

}  // namespace detox
