// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "core/checkpoint/data_type.h"
#include "core/checkpoint/model_folder.h"
#include "core/models/decoder_config.h"
#include "core/models/encoder_config.h"
#include "core/models/tensor_table.h"

namespace detox {

/// What is particular to a family of decoders: its config.json and its tensor names, both ways.
struct DecoderFamily {
    std::string_view modelType;
    /// Throws Error naming the key that is missing or has a value that cannot be.
    DecoderConfig (*readConfig)(const ModelFolder& folder);
    /// `type` is the element type of the weights beside it.
    Json (*writeConfig)(const DecoderConfig& config, DataType type);
    TensorTable (*table)(const DecoderConfig& config);
};

struct EncoderFamily {
    std::string_view modelType;
    EncoderConfig (*readConfig)(const ModelFolder& folder);
    Json (*writeConfig)(const EncoderConfig& config, DataType type);
    TensorTable (*table)(const EncoderConfig& config);
};

/// By config.json's model_type. Throws Error listing the supported families.
[[nodiscard]] const DecoderFamily& decoderFamily(std::string_view modelType);
[[nodiscard]] const EncoderFamily& encoderFamily(std::string_view modelType);

[[nodiscard]] bool isDecoder(std::string_view modelType);

[[nodiscard]] DecoderConfig readDecoderConfig(const ModelFolder& folder);
[[nodiscard]] EncoderConfig readEncoderConfig(const ModelFolder& folder);

[[nodiscard]] const DecoderFamily& gpt2Family();
[[nodiscard]] const DecoderFamily& gptNeoFamily();
[[nodiscard]] const DecoderFamily& llamaFamily();
[[nodiscard]] const DecoderFamily& mistralFamily();
[[nodiscard]] const DecoderFamily& qwen2Family();
[[nodiscard]] const DecoderFamily& gptjFamily();
[[nodiscard]] const DecoderFamily& optFamily();
[[nodiscard]] const DecoderFamily& bloomFamily();
[[nodiscard]] const DecoderFamily& gptNeoxFamily();
[[nodiscard]] const EncoderFamily& robertaFamily();
[[nodiscard]] const EncoderFamily& bertFamily();
[[nodiscard]] const EncoderFamily& distilbertFamily();

}  // namespace detox
