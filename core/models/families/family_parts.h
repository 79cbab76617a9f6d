// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/checkpoint/data_type.h"
#include "core/models/config_reader.h"
#include "core/models/decoder_config.h"
#include "core/models/tensor_table.h"

namespace detox {

/// config.json's names of what every decoder has.
struct SizeKeys {
    std::string_view hidden = "hidden_size";
    std::string_view layers = "num_hidden_layers";
    std::string_view heads = "num_attention_heads";
};

/// A decoder with the sizes, the token ids and the source of `config`; every head has its own key, layers see all that
/// is before, scores are divided by √headSize. Throws Error naming the key that is wrong.
[[nodiscard]] DecoderConfig readSizes(const ConfigReader& reader, const Json& config, const SizeKeys& keys = {});
/// The first of two names that config.json has; the first where it has neither.
[[nodiscard]] std::string_view presentKey(const ConfigReader& reader, std::string_view first, std::string_view second);

/// config.json's torch_dtype of weights in F32, BF16 or F16.
[[nodiscard]] std::string_view torchType(DataType type);
/// The decoder's config.json: as it was read, with what the weights beside it are.
[[nodiscard]] Json exportedConfig(const DecoderConfig& config, const char* architecture, DataType type);

/// Adds THEIRS.weight and THEIRS.bias.
void mapAffine(TensorTable& table, const std::string& theirs, const std::string& ours);
/// Adds the head NAME as the config has it; a copy of a tied one is ignored.
void mapHead(TensorTable& table, const DecoderConfig& config, const std::string& name);

}  // namespace detox
