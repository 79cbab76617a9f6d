// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/checkpoint/model_folder.h"
#include "core/models/checkpoint_views.h"
#include "core/util/json.h"
#include "tests/golden/tolerances.h"
#include "tests/support/golden_arrays.h"
#include "tests/support/goldens.h"

namespace detox {

/// The reference models of one config.json model_type.
inline std::vector<std::filesystem::path> modelGoldens(const std::string& modelType) {
    std::vector<std::filesystem::path> chosen;
    for (const auto& folder : goldenFolders("models")) {
        if (readJson(folder / "config.json").orThrow().at("model_type") == modelType) chosen.push_back(folder);
    }
    return chosen;
}

/// Those of every family of decoders.
inline std::vector<std::filesystem::path> decoderGoldens() {
    std::vector<std::filesystem::path> chosen;
    for (const char* family : {"gpt2", "gpt_neo", "llama", "gptj", "opt", "bloom"}) {
        const auto folders = modelGoldens(family);
        chosen.insert(chosen.end(), folders.begin(), folders.end());
    }
    return chosen;
}

struct ModelGolden {
    explicit ModelGolden(const std::filesystem::path& folder)
        : arrays(folder / "goldens.safetensors"),
          facts(readJson(folder / "goldens.json").orThrow()),
          model(openModelFolder(folder).orThrow()) {}
    GoldenArrays arrays;
    Json facts;
    ModelFolder model;
};

/// Norms per checkpoint name and over all, against goldens.json's `key` + "_norms" and "_global_norm".
inline void expectGradientNorms(const TensorTable& table, const ParameterSet& parameters, const Json& facts,
                                const std::string& key) {
    double squares = 0;
    std::size_t seen = 0;
    for (const auto& [name, gradient] : checkpointGradients(table, parameters)) {
        const double norm = gradient.norm().item<double>();
        const double expected = facts.at(key + "_norms").at(name).get<double>();
        EXPECT_NEAR(norm, expected, tolerance::kGradientNorm * expected + tolerance::kGradientNoise) << name;
        squares += norm * norm;
        ++seen;
    }
    EXPECT_EQ(seen, facts.at(key + "_norms").size());
    const double global = facts.at(key + "_global_norm").get<double>();
    EXPECT_NEAR(std::sqrt(squares), global, tolerance::kGradientNorm * global);
}

inline std::string folderName(const ::testing::TestParamInfo<std::filesystem::path>& info) {
    return std::to_string(info.index) + "_" + info.param.filename().string();
}

}  // namespace detox
