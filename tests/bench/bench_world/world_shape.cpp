// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bench_world/world_shape.h"

#include <cstdint>

#include "core/util/error.h"

namespace detox::bench {
namespace {

struct Size {
    std::int64_t vocabulary, hidden, layers, heads, positions;
};

/// Global and local attention by turns, 256 tokens wide; the end of text is the tokenizer's last token.
Json gptNeo(const Size& size) {
    return {{"model_type", "gpt_neo"},
            {"vocab_size", size.vocabulary},
            {"hidden_size", size.hidden},
            {"num_layers", size.layers},
            {"num_heads", size.heads},
            {"max_position_embeddings", size.positions},
            {"attention_types", Json::array({Json::array({{"global", "local"}, size.layers / 2})})},
            {"window_size", 256},
            {"activation_function", "gelu_new"},
            {"bos_token_id", size.vocabulary - 1},
            {"eos_token_id", size.vocabulary - 1}};
}

Json roberta(const Size& size) {
    return {{"model_type", "roberta"},
            {"vocab_size", size.vocabulary},
            {"hidden_size", size.hidden},
            {"intermediate_size", 4 * size.hidden},
            {"num_hidden_layers", size.layers},
            {"num_attention_heads", size.heads},
            {"max_position_embeddings", size.positions},
            {"type_vocab_size", 1},
            {"pad_token_id", 1},
            {"layer_norm_eps", 1e-5},
            {"hidden_act", "gelu"},
            {"id2label", {{"0", "nothate"}, {"1", "hate"}}}};
}

}  // namespace

const std::vector<WorldShape>& worldShapes() {
    static const Json judge = roberta({6000, 224, 2, 7, 66});
    static const std::vector<WorldShape> shapes{
        {"starter", gptNeo({6000, 256, 6, 8, 128}), roberta({6000, 192, 3, 6, 66}), judge},
        {"gpt-neo-125m", gptNeo({50257, 768, 12, 12, 2048}), roberta({50265, 768, 12, 12, 514}), judge}};
    return shapes;
}

const WorldShape& worldShape(const std::string& name) {
    std::string names;
    for (const WorldShape& shape : worldShapes()) {
        if (shape.name == name) return shape;
        names += (names.empty() ? "" : ", ") + shape.name;
    }
    throw invalidInput("There is no shape '" + name + "'; there are " + names + ".");
}

}  // namespace detox::bench
