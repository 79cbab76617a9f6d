// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/pretrained_layout.h"

namespace detox {
namespace {

/// Collects the tensors of one model.
class Layout {
public:
    explicit Layout(const Json& config) : m_config(config) {}

    [[nodiscard]] std::int64_t size(const char* key) const { return m_config.at(key).get<std::int64_t>(); }
    [[nodiscard]] std::int64_t sizeOr(const char* key, std::int64_t otherwise) const {
        return m_config.value(key, Json()).is_null() ? otherwise : size(key);
    }
    [[nodiscard]] bool flag(const char* key, bool otherwise) const { return m_config.value(key, otherwise); }
    [[nodiscard]] std::int64_t labels() const {
        return m_config.contains("id2label") ? std::ssize(m_config.at("id2label")) : m_config.value("num_labels", 2);
    }

    void add(const std::string& name, std::vector<std::int64_t> shape) { m_shapes.emplace(name, std::move(shape)); }
    void norm(const std::string& name, std::int64_t features) {
        add(name + ".weight", {features});
        add(name + ".bias", {features});
    }
    void linear(const std::string& name, std::int64_t out, std::int64_t in, bool bias = true) {
        add(name + ".weight", {out, in});
        if (bias) add(name + ".bias", {out});
    }
    /// Conv1D of pytorch_utils.py.
    void conv1d(const std::string& name, std::int64_t in, std::int64_t out) {
        add(name + ".weight", {in, out});
        add(name + ".bias", {out});
    }
    void head(const std::string& name, std::int64_t width, bool tied) {
        if (!flag("tie_word_embeddings", tied)) add(name + ".weight", {size("vocab_size"), width});
    }
    [[nodiscard]] TensorShapes take() { return std::move(m_shapes); }

private:
    const Json& m_config;
    TensorShapes m_shapes;
};

std::string numbered(const std::string& prefix, std::int64_t index) {
    return prefix + std::to_string(index) + ".";
}

void gpt2(Layout& out) {
    const std::int64_t h = out.size("n_embd");
    const std::int64_t inner = out.sizeOr("n_inner", 4 * h);
    out.add("transformer.wte.weight", {out.size("vocab_size"), h});
    out.add("transformer.wpe.weight", {out.size("n_positions"), h});
    for (std::int64_t i = 0; i < out.size("n_layer"); ++i) {
        const std::string layer = numbered("transformer.h.", i);
        out.norm(layer + "ln_1", h);
        out.conv1d(layer + "attn.c_attn", h, 3 * h);
        out.conv1d(layer + "attn.c_proj", h, h);
        out.norm(layer + "ln_2", h);
        out.conv1d(layer + "mlp.c_fc", h, inner);
        out.conv1d(layer + "mlp.c_proj", inner, h);
    }
    out.norm("transformer.ln_f", h);
    out.head("lm_head", h, true);
}

void gptNeo(Layout& out) {
    const std::int64_t h = out.size("hidden_size");
    const std::int64_t inner = out.sizeOr("intermediate_size", 4 * h);
    out.add("transformer.wte.weight", {out.size("vocab_size"), h});
    out.add("transformer.wpe.weight", {out.size("max_position_embeddings"), h});
    for (std::int64_t i = 0; i < out.size("num_layers"); ++i) {
        const std::string layer = numbered("transformer.h.", i);
        out.norm(layer + "ln_1", h);
        for (const char* part : {"q_proj", "k_proj", "v_proj"}) {
            out.linear(layer + "attn.attention." + part, h, h, false);
        }
        out.linear(layer + "attn.attention.out_proj", h, h);
        out.norm(layer + "ln_2", h);
        out.linear(layer + "mlp.c_fc", inner, h);
        out.linear(layer + "mlp.c_proj", h, inner);
    }
    out.norm("transformer.ln_f", h);
    out.head("lm_head", h, true);
}

void gptj(Layout& out) {
    const std::int64_t h = out.size("n_embd");
    const std::int64_t inner = out.sizeOr("n_inner", 4 * h);
    out.add("transformer.wte.weight", {out.size("vocab_size"), h});
    for (std::int64_t i = 0; i < out.size("n_layer"); ++i) {
        const std::string layer = numbered("transformer.h.", i);
        out.norm(layer + "ln_1", h);
        for (const char* part : {"q_proj", "k_proj", "v_proj", "out_proj"}) {
            out.linear(layer + "attn." + part, h, h, false);
        }
        out.linear(layer + "mlp.fc_in", inner, h);
        out.linear(layer + "mlp.fc_out", h, inner);
    }
    out.norm("transformer.ln_f", h);
    out.head("lm_head", h, false);
    out.add("lm_head.bias", {out.size("vocab_size")});
}

void opt(Layout& out) {
    const std::int64_t h = out.size("hidden_size");
    const std::int64_t embedding = out.sizeOr("word_embed_proj_dim", h);
    const bool bias = out.flag("enable_bias", true);
    out.add("model.decoder.embed_tokens.weight", {out.size("vocab_size"), embedding});
    out.add("model.decoder.embed_positions.weight", {out.size("max_position_embeddings") + 2, h});
    if (embedding != h) {
        out.linear("model.decoder.project_in", h, embedding, false);
        out.linear("model.decoder.project_out", embedding, h, false);
    }
    for (std::int64_t i = 0; i < out.size("num_hidden_layers"); ++i) {
        const std::string layer = numbered("model.decoder.layers.", i);
        for (const char* part : {"q_proj", "k_proj", "v_proj", "out_proj"}) {
            out.linear(layer + "self_attn." + part, h, h, bias);
        }
        out.norm(layer + "self_attn_layer_norm", h);
        out.linear(layer + "fc1", out.size("ffn_dim"), h, bias);
        out.linear(layer + "fc2", h, out.size("ffn_dim"), bias);
        out.norm(layer + "final_layer_norm", h);
    }
    const bool finalNorm = out.flag("do_layer_norm_before", true) && !out.flag("_remove_final_layer_norm", false);
    if (finalNorm) out.norm("model.decoder.final_layer_norm", h);
    out.head("lm_head", embedding, true);
}

void bloom(Layout& out) {
    const std::int64_t h = out.size("hidden_size");
    out.add("transformer.word_embeddings.weight", {out.size("vocab_size"), h});
    out.norm("transformer.word_embeddings_layernorm", h);
    for (std::int64_t i = 0; i < out.size("n_layer"); ++i) {
        const std::string layer = numbered("transformer.h.", i);
        out.norm(layer + "input_layernorm", h);
        out.linear(layer + "self_attention.query_key_value", 3 * h, h);
        out.linear(layer + "self_attention.dense", h, h);
        out.norm(layer + "post_attention_layernorm", h);
        out.linear(layer + "mlp.dense_h_to_4h", 4 * h, h);
        out.linear(layer + "mlp.dense_4h_to_h", h, 4 * h);
    }
    out.norm("transformer.ln_f", h);
    out.head("lm_head", h, true);
}

void neox(Layout& out) {
    const std::int64_t h = out.size("hidden_size");
    out.add("gpt_neox.embed_in.weight", {out.size("vocab_size"), h});
    for (std::int64_t i = 0; i < out.size("num_hidden_layers"); ++i) {
        const std::string layer = numbered("gpt_neox.layers.", i);
        out.norm(layer + "input_layernorm", h);
        out.norm(layer + "post_attention_layernorm", h);
        out.linear(layer + "attention.query_key_value", 3 * h, h);
        out.linear(layer + "attention.dense", h, h);
        out.linear(layer + "mlp.dense_h_to_4h", out.size("intermediate_size"), h);
        out.linear(layer + "mlp.dense_4h_to_h", h, out.size("intermediate_size"));
    }
    out.norm("gpt_neox.final_layer_norm", h);
    out.head("embed_out", h, false);
}

void llama(Layout& out, bool qkvBias, bool outBias) {
    const std::int64_t h = out.size("hidden_size");
    const std::int64_t heads = out.size("num_attention_heads");
    const std::int64_t keys = out.sizeOr("num_key_value_heads", heads) * (h / heads);
    const std::int64_t inner = out.size("intermediate_size");
    out.add("model.embed_tokens.weight", {out.size("vocab_size"), h});
    for (std::int64_t i = 0; i < out.size("num_hidden_layers"); ++i) {
        const std::string layer = numbered("model.layers.", i);
        out.linear(layer + "self_attn.q_proj", h, h, qkvBias);
        out.linear(layer + "self_attn.k_proj", keys, h, qkvBias);
        out.linear(layer + "self_attn.v_proj", keys, h, qkvBias);
        out.linear(layer + "self_attn.o_proj", h, h, outBias);
        out.linear(layer + "mlp.gate_proj", inner, h, false);
        out.linear(layer + "mlp.up_proj", inner, h, false);
        out.linear(layer + "mlp.down_proj", h, inner, false);
        out.add(layer + "input_layernorm.weight", {h});
        out.add(layer + "post_attention_layernorm.weight", {h});
    }
    out.add("model.norm.weight", {h});
    out.head("lm_head", h, false);
}

void bert(Layout& out, const std::string& prefix) {
    const std::int64_t h = out.size("hidden_size");
    const std::string embeddings = prefix + "embeddings.";
    out.add(embeddings + "word_embeddings.weight", {out.size("vocab_size"), h});
    out.add(embeddings + "position_embeddings.weight", {out.size("max_position_embeddings"), h});
    out.add(embeddings + "token_type_embeddings.weight", {out.sizeOr("type_vocab_size", 2), h});
    out.norm(embeddings + "LayerNorm", h);
    for (std::int64_t i = 0; i < out.size("num_hidden_layers"); ++i) {
        const std::string layer = numbered(prefix + "encoder.layer.", i);
        for (const char* part : {"query", "key", "value"}) out.linear(layer + "attention.self." + part, h, h);
        out.linear(layer + "attention.output.dense", h, h);
        out.norm(layer + "attention.output.LayerNorm", h);
        out.linear(layer + "intermediate.dense", out.size("intermediate_size"), h);
        out.linear(layer + "output.dense", h, out.size("intermediate_size"));
        out.norm(layer + "output.LayerNorm", h);
    }
}

void bertClassifier(Layout& out) {
    const std::int64_t h = out.size("hidden_size");
    bert(out, "bert.");
    out.linear("bert.pooler.dense", h, h);
    out.linear("classifier", out.labels(), h);
}

void robertaClassifier(Layout& out) {
    const std::int64_t h = out.size("hidden_size");
    bert(out, "roberta.");
    out.linear("classifier.dense", h, h);
    out.linear("classifier.out_proj", out.labels(), h);
}

void distilbertClassifier(Layout& out) {
    const std::int64_t h = out.size("dim");
    const std::string embeddings = "distilbert.embeddings.";
    out.add(embeddings + "word_embeddings.weight", {out.size("vocab_size"), h});
    out.add(embeddings + "position_embeddings.weight", {out.size("max_position_embeddings"), h});
    out.norm(embeddings + "LayerNorm", h);
    for (std::int64_t i = 0; i < out.size("n_layers"); ++i) {
        const std::string layer = numbered("distilbert.transformer.layer.", i);
        for (const char* part : {"q_lin", "k_lin", "v_lin", "out_lin"}) out.linear(layer + "attention." + part, h, h);
        out.norm(layer + "sa_layer_norm", h);
        out.linear(layer + "ffn.lin1", out.size("hidden_dim"), h);
        out.linear(layer + "ffn.lin2", h, out.size("hidden_dim"));
        out.norm(layer + "output_layer_norm", h);
    }
    out.linear("pre_classifier", h, h);
    out.linear("classifier", out.labels(), h);
}

const std::map<std::string, void (*)(Layout&)>& families() {
    static const std::map<std::string, void (*)(Layout&)> all{
        {"gpt2", gpt2},
        {"gpt_neo", gptNeo},
        {"gptj", gptj},
        {"opt", opt},
        {"bloom", bloom},
        {"gpt_neox", neox},
        {"llama",
         [](Layout& out) {
             const bool bias = out.flag("attention_bias", false);
             llama(out, bias, bias);
         }},
        {"mistral", [](Layout& out) { llama(out, false, false); }},
        {"qwen2", [](Layout& out) { llama(out, true, false); }},
        {"bert", bertClassifier},
        {"roberta", robertaClassifier},
        {"distilbert", distilbertClassifier}};
    return all;
}

}  // namespace

TensorShapes pretrainedTensors(const Json& config) {
    Layout layout(config);
    families().at(config.at("model_type").get<std::string>())(layout);
    return layout.take();
}

}  // namespace detox
