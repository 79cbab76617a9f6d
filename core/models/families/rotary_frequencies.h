// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

#include "core/models/config_reader.h"
#include "core/models/decoder_config.h"

namespace detox {

struct RotarySize {
    std::int64_t features = 0;  ///< of each head that turn
    std::string_view key;       ///< of config.json that decides it
};

/// Fills in rotary frequencies, base^(−2i/features) (Su et al. 2021), and bounds the positions. Throws Error naming the
/// key for a number of features that cannot turn.
void setRotary(DecoderConfig& config, const ConfigReader& reader, const RotarySize& size, double base = 10'000);
/// The base under `key`, in config.json or in its rope_parameters; 10 000 where neither has it.
[[nodiscard]] double rotaryBase(const ConfigReader& reader, std::string_view key);
/// Changes frequencies and positions as config.json's rope_scaling says. Throws Error naming what is wrong with it.
void scaleRotary(DecoderConfig& config, const ConfigReader& reader);

}  // namespace detox
