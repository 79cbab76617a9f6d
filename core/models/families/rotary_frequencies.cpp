// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/families/rotary_frequencies.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace detox {
namespace {

/// Bounds the table of angles (16 MB for heads of 128 features); longer texts are neither trained on nor decoded here.
constexpr std::int64_t kLongest = 32'768;
constexpr std::int64_t kMostFeatures = 1'024;

const Json* scalingRules(const ConfigReader& reader) {
    const Json* rules = reader.find("rope_scaling");
    if (rules == nullptr) rules = reader.find("rope_parameters");
    if (rules != nullptr && !rules->is_object()) reader.refuse("rope_scaling", "must be an object or null");
    return rules;
}

double required(const ConfigReader& rules, std::string_view key) {
    if (rules.find(key) == nullptr) rules.refuse(key, "is missing in rope_scaling");
    return rules.positive(key, 1);
}

/// The same frequencies, so many times slower, reach so many times further (Chen et al. 2023).
void scaleLinearly(DecoderConfig& config, const ConfigReader& rules) {
    const double factor = required(rules, "factor");
    for (double& frequency : config.rotaryFrequencies) frequency /= factor;
    const double reached = static_cast<double>(config.positions) * std::max(1.0, factor);
    config.positions = static_cast<std::int64_t>(std::min(reached, static_cast<double>(kLongest)));
}

/// Llama 3.1: slow turns are slowed down by `factor`, fast ones kept, those between interpolated.
/// huggingface/transformers src/transformers/modeling_rope_utils.py, _compute_llama3_parameters.
void scaleAsLlama3(DecoderConfig& config, const ConfigReader& rules) {
    const double factor = required(rules, "factor");
    const double low = required(rules, "low_freq_factor");
    const double high = required(rules, "high_freq_factor");
    const double trained = required(rules, "original_max_position_embeddings");
    if (high <= low) rules.refuse("high_freq_factor", "must be above low_freq_factor");
    for (double& frequency : config.rotaryFrequencies) {
        const double turns = trained * frequency / (2 * std::numbers::pi);
        const double kept = std::clamp((turns - low) / (high - low), 0.0, 1.0);
        frequency = (1 - kept) * frequency / factor + kept * frequency;
    }
}

}  // namespace

void setRotary(DecoderConfig& config, const ConfigReader& reader, const RotarySize& size, double base) {
    const std::int64_t most = std::min(config.headSize, kMostFeatures);
    if (size.features < 2 || size.features > most || size.features % 2 != 0) {
        reader.refuse(size.key,
                      "must make an even number of a head's features turn, from 2 to " + std::to_string(most));
    }
    for (std::int64_t i = 0; i < size.features; i += 2) {
        config.rotaryFrequencies.push_back(
            std::pow(base, -static_cast<double>(i) / static_cast<double>(size.features)));
    }
    config.positions = std::min(config.positions, kLongest);
}

double rotaryBase(const ConfigReader& reader, std::string_view key) {
    const Json* rules = scalingRules(reader);
    const double nested = rules == nullptr ? 10'000 : reader.inside(*rules).positive(key, 10'000);
    return reader.positive(key, nested);
}

void scaleRotary(DecoderConfig& config, const ConfigReader& reader) {
    const Json* given = scalingRules(reader);
    if (given == nullptr) return;
    const ConfigReader rules = reader.inside(*given);
    const Json* type = rules.find(rules.find("rope_type") != nullptr ? "rope_type" : "type");
    const std::string kind = type != nullptr && type->is_string() ? type->get<std::string>() : std::string();
    if (kind == "linear") {
        scaleLinearly(config, rules);
    } else if (kind == "llama3") {
        scaleAsLlama3(config, rules);
    } else if (kind != "default" && kind != "dynamic") {
        // Dynamic scaling changes nothing up to max_position_embeddings. Beyond it the angles depend on the length, and
        // so would keys that are cached already: such texts are refused as too long.
        reader.refuse("rope_scaling", "is of a kind that is not supported; supported: linear, dynamic, llama3");
    }
}

}  // namespace detox
