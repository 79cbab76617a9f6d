// SPDX-License-Identifier: GPL-3.0-or-later
// A LoRA adapter of GPT-2 as its author published it, beside DETOX_GOLDENS, on a GPT-2 with other weights.
#include <cstdlib>
#include <utility>

#include <gtest/gtest.h>

#include "core/hub/open_model.h"
#include "core/models/causal_lm.h"
#include "core/models/families/families.h"
#include "core/models/weights_io.h"
#include "core/util/files.h"
#include "tests/support/goldens.h"
#include "tests/support/temporary_folder.h"

namespace detox {
namespace {

/// GPT-2's layers with a small vocabulary, which the adapter does not touch, as the hub's cache would hold it.
std::filesystem::path makeBase(const TemporaryFolder& cache) {
    const auto repository = cache / "models--gpt2";
    const auto snapshot = repository / "snapshots" / "abc";
    createDirectories(snapshot).orThrow();
    createDirectories(repository / "refs").orThrow();
    writeFileAtomically(repository / "refs" / "main", "abc").orThrow();
    const Json config = {{"model_type", "gpt2"},
                         {"vocab_size", 61},
                         {"n_embd", 768},
                         {"n_layer", 12},
                         {"n_head", 12},
                         {"n_positions", 40},
                         {"activation_function", "gelu_new"}};
    ModelFolder folder;
    folder.path = snapshot;
    folder.config = config;
    CausalLm(readDecoderConfig(folder), 1).save(snapshot);
    return snapshot;
}

TEST(PublishedAdapter, AddsToEveryMatrixItNames) {
    const auto adapter = besideGoldens("data/checkpoints/lora-gpt2-tigrinya-lora");
    if (adapter.empty()) GTEST_SKIP() << "no lora-gpt2-tigrinya-lora beside DETOX_GOLDENS";
    const TemporaryFolder cache;
    const auto snapshot = makeBase(cache);
    ::setenv("HF_HUB_CACHE", cache.path().c_str(), 1);
    const ModelFolder folder = openModel(adapter).orThrow();
    ::unsetenv("HF_HUB_CACHE");
    ASSERT_TRUE(folder.adapter);
    EXPECT_EQ(folder.path, snapshot);
    const CausalLm base = CausalLm::load(openModelFolder(snapshot).orThrow());
    const CausalLm adapted = CausalLm::load(folder);
    const auto matrices = openAdapterWeights(*folder.adapter).orThrow();
    constexpr double kScale = 32.0 / 8.0;  // its lora_alpha over its r
    for (const auto& [module, parameter] : {std::pair("h.0.attn.c_attn", "layer.0.qkv.weight"),
                                            std::pair("h.11.attn.c_proj", "layer.11.attention_out.weight"),
                                            std::pair("h.5.mlp.c_proj", "layer.5.down.weight")}) {
        const std::string name = std::string("base_model.model.transformer.") + module;
        const at::Tensor a = readFloat(*matrices, *matrices->find(name + ".lora_A.weight"));
        const at::Tensor b = readFloat(*matrices, *matrices->find(name + ".lora_B.weight"));
        const at::Tensor change = adapted.parameters().get(parameter).sub(base.parameters().get(parameter)).detach();
        for (const auto& [out, in] : {std::pair(0, 0), std::pair(17, 301), std::pair(767, 767)}) {
            double sum = 0;
            for (int k = 0; k < 8; ++k) sum += b[out][k].item<double>() * a[k][in].item<double>();
            EXPECT_NEAR(change[out][in].item<double>(), kScale * sum, 1e-6) << module << " " << out << ", " << in;
        }
    }
    EXPECT_TRUE(adapted.parameters().get("layer.3.up.weight").equal(base.parameters().get("layer.3.up.weight")))
        << "mlp.c_fc is none of its modules";
}

}  // namespace
}  // namespace detox
