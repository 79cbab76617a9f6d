// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/families/families.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/util/utf8.h"

namespace detox {
namespace {

const auto& decoders() {
    static const std::array all{&gpt2Family(), &gptNeoFamily(), &llamaFamily(), &mistralFamily(), &qwen2Family(),
                                &gptjFamily(), &optFamily(),    &bloomFamily(), &gptNeoxFamily()};
    return all;
}

const auto& encoders() {
    static const std::array all{&robertaFamily(), &bertFamily(), &distilbertFamily()};
    return all;
}

template <class Families>
const auto& find(const Families& families, std::string_view modelType, const char* role) {
    std::string names;
    for (const auto* family : families) {
        if (family->modelType == modelType) return *family;
        names += (names.empty() ? "" : ", ") + std::string(family->modelType);
    }
    throw unsupported("Models of type '" + utf8::shown(modelType) + "' are not supported as " + role +
                      "; supported: " + names + ".");
}

/// The family that a folder names; the refusal names the file, too.
template <class Find>
const auto& familyOf(const ModelFolder& folder, Find find) {
    try {
        return find(folder.modelType());
    } catch (const Error& error) {
        throw Error(error.kind(), (folder.path / "config.json").string() + ": " + error.message());
    }
}

}  // namespace

const DecoderFamily& decoderFamily(std::string_view modelType) {
    return find(decoders(), modelType, "language models");
}

const EncoderFamily& encoderFamily(std::string_view modelType) {
    return find(encoders(), modelType, "classifiers");
}

bool isDecoder(std::string_view modelType) {
    return std::ranges::any_of(decoders(), [&](const DecoderFamily* f) { return f->modelType == modelType; });
}

DecoderConfig readDecoderConfig(const ModelFolder& folder) {
    DecoderConfig config = familyOf(folder, decoderFamily).readConfig(folder);
    config.generation = folder.generation;
    return config;
}

EncoderConfig readEncoderConfig(const ModelFolder& folder) {
    return familyOf(folder, encoderFamily).readConfig(folder);
}

}  // namespace detox
