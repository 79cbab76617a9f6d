// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/reference_models.h"

#include <cmath>
#include <functional>
#include <numbers>
#include <string>

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include "core/util/json.h"
#include "tests/support/golden_arrays.h"

namespace detox {
namespace {

/// A folder's numbers as doubles.
struct Files {
    explicit Files(const std::filesystem::path& folder)
        : config(readJson(folder / "config.json").orThrow()), arrays(folder / "model.safetensors") {}
    Json config;
    GoldenArrays arrays;

    std::int64_t number(const char* key) const { return config.at(key).get<std::int64_t>(); }
    double real(const char* key) const { return config.at(key).get<double>(); }
    bool has(const std::string& name) const { return arrays.has(name); }
    at::Tensor get(const std::string& name) const { return arrays.get(name).to(at::kDouble); }
    at::Tensor rows(const std::string& name, const std::vector<std::int64_t>& ids) const {
        return get(name).index_select(0, at::tensor(ids));
    }
    /// x·Wᵀ + b; without b where the file has none.
    at::Tensor linear(const std::string& name, const at::Tensor& x) const {
        const at::Tensor product = x.matmul(get(name + ".weight").t());
        return has(name + ".bias") ? product + get(name + ".bias") : product;
    }
    at::Tensor layerNorm(const std::string& name, const at::Tensor& x, double epsilon) const {
        const at::Tensor centred = x - x.mean(-1, true);
        const at::Tensor variance = centred.square().mean(-1, true);
        return centred / (variance + epsilon).sqrt() * get(name + ".weight") + get(name + ".bias");
    }
    at::Tensor rmsNorm(const std::string& name, const at::Tensor& x, double epsilon) const {
        return x / (x.square().mean(-1, true) + epsilon).sqrt() * get(name + ".weight");
    }
};

at::Tensor gelu(const at::Tensor& x) {
    return 0.5 * x * (1 + (x / std::numbers::sqrt2).erf());
}

/// Softmax-weighted values of one head: query, key, value [tokens, size]; `sees(q, k)` says who sees whom.
at::Tensor attendHead(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                      const std::function<bool(std::int64_t, std::int64_t)>& sees) {
    std::vector<at::Tensor> out;
    for (std::int64_t q = 0; q < query.size(0); ++q) {
        at::Tensor sum = at::zeros({value.size(1)}, at::kDouble);
        double total = 0;
        for (std::int64_t k = 0; k < key.size(0); ++k) {
            if (!sees(q, k)) continue;
            const double score = (query[q] * key[k]).sum().item<double>() / std::sqrt(double(query.size(1)));
            const double weight = std::exp(score);
            sum += value[k] * weight;
            total += weight;
        }
        out.push_back(sum / total);
    }
    return at::stack(out);
}

/// Feature i of the first 2n turns with feature i + n, token t by the angle t·frequencies[i]. `x` [tokens, size]
at::Tensor turn(const at::Tensor& x, const std::vector<double>& frequencies) {
    at::Tensor out = x.clone();
    const auto n = static_cast<std::int64_t>(frequencies.size());
    for (std::int64_t t = 0; t < x.size(0); ++t) {
        for (std::int64_t i = 0; i < n; ++i) {
            const double angle = static_cast<double>(t) * frequencies[static_cast<std::size_t>(i)];
            const double a = x[t][i].item<double>();
            const double b = x[t][i + n].item<double>();
            out[t][i] = a * std::cos(angle) - b * std::sin(angle);
            out[t][i + n] = b * std::cos(angle) + a * std::sin(angle);
        }
    }
    return out;
}

std::vector<double> frequenciesOf(double base, std::int64_t size) {
    std::vector<double> frequencies;
    for (std::int64_t i = 0; i < size / 2; ++i) {
        frequencies.push_back(1 / std::pow(base, 2.0 * static_cast<double>(i) / static_cast<double>(size)));
    }
    return frequencies;
}

/// By wavelength, as Meta's Llama 3.1 code (meta-llama/llama-models models/llama3/model.py, apply_scaling).
void slowDown(std::vector<double>& frequencies, const Json& rules) {
    const double factor = rules.at("factor").get<double>();
    const double low = rules.at("low_freq_factor").get<double>();
    const double high = rules.at("high_freq_factor").get<double>();
    const double length = rules.at("original_max_position_embeddings").get<double>();
    for (double& frequency : frequencies) {
        const double wave = 2 * std::numbers::pi / frequency;
        if (wave < length / high) continue;
        if (wave > length / low) {
            frequency /= factor;
        } else {
            const double smooth = (length / wave - low) / (high - low);
            frequency = (1 - smooth) * frequency / factor + smooth * frequency;
        }
    }
}

std::vector<double> llamaFrequencies(const Files& files, std::int64_t size) {
    auto frequencies = frequenciesOf(files.config.value("rope_theta", 10000.0), size);
    const Json rules = files.config.value("rope_scaling", Json());
    if (rules.is_object() && rules.value("rope_type", "") == "llama3") slowDown(frequencies, rules);
    return frequencies;
}

/// Tokens a layer's query sees, itself included; 0: all.
std::int64_t llamaWindow(const Files& files, std::int64_t layer) {
    const Json window = files.config.value("sliding_window", Json());
    if (!window.is_number()) return 0;
    if (files.config.at("model_type") == "mistral") return window.get<std::int64_t>();
    const bool used = files.config.value("use_sliding_window", false) && layer >= files.number("max_window_layers");
    return used ? window.get<std::int64_t>() : 0;
}

at::Tensor head(const at::Tensor& x, std::int64_t index, std::int64_t size) {
    return x.narrow(1, index * size, size);
}

/// BERT's layer by its published names. `names`: query, key, value, out, norm, up, down, norm.
at::Tensor encoderLayer(const Files& files, at::Tensor x, const std::vector<std::string>& names, std::int64_t heads) {
    const std::int64_t size = x.size(1) / heads;
    const at::Tensor q = files.linear(names[0], x);
    const at::Tensor k = files.linear(names[1], x);
    const at::Tensor v = files.linear(names[2], x);
    at::Tensor mixed = at::empty_like(x);
    for (std::int64_t h = 0; h < heads; ++h) {
        head(mixed, h, size)
            .copy_(attendHead(head(q, h, size), head(k, h, size), head(v, h, size),
                              [](std::int64_t, std::int64_t) { return true; }));
    }
    x = files.layerNorm(names[4], x + files.linear(names[3], mixed), 1e-12);
    return files.layerNorm(names[7], x + files.linear(names[6], gelu(files.linear(names[5], x))), 1e-12);
}

}  // namespace

at::Tensor llamaReference(const std::filesystem::path& folder, const std::vector<std::int64_t>& ids) {
    const Files files(folder);
    const std::int64_t heads = files.number("num_attention_heads");
    const std::int64_t shared = heads / files.number("num_key_value_heads");
    const std::int64_t size = files.number("hidden_size") / heads;
    const double epsilon = files.real("rms_norm_eps");
    const auto frequencies = llamaFrequencies(files, size);
    at::Tensor x = files.rows("model.embed_tokens.weight", ids);
    for (std::int64_t layer = 0; layer < files.number("num_hidden_layers"); ++layer) {
        const std::string name = "model.layers." + std::to_string(layer) + ".";
        const std::int64_t window = llamaWindow(files, layer);
        const at::Tensor normed = files.rmsNorm(name + "input_layernorm", x, epsilon);
        const at::Tensor q = files.linear(name + "self_attn.q_proj", normed);
        const at::Tensor k = files.linear(name + "self_attn.k_proj", normed);
        const at::Tensor v = files.linear(name + "self_attn.v_proj", normed);
        at::Tensor mixed = at::empty_like(x);
        for (std::int64_t h = 0; h < heads; ++h) {
            head(mixed, h, size)
                .copy_(attendHead(turn(head(q, h, size), frequencies), turn(head(k, h / shared, size), frequencies),
                                  head(v, h / shared, size), [window](std::int64_t query, std::int64_t key) {
                                      return key <= query && (window == 0 || query - key < window);
                                  }));
        }
        x = x + files.linear(name + "self_attn.o_proj", mixed);
        const at::Tensor inner = files.rmsNorm(name + "post_attention_layernorm", x, epsilon);
        const at::Tensor gate = files.linear(name + "mlp.gate_proj", inner);
        x = x + files.linear(name + "mlp.down_proj",
                             gate / (1 + (-gate).exp()) * files.linear(name + "mlp.up_proj", inner));
    }
    const bool tied = files.config.value("tie_word_embeddings", false);
    return files.linear(tied ? "model.embed_tokens" : "lm_head", files.rmsNorm("model.norm", x, epsilon));
}

at::Tensor gptNeoxReference(const std::filesystem::path& folder, const std::vector<std::int64_t>& ids) {
    const Files files(folder);
    const std::int64_t heads = files.number("num_attention_heads");
    const std::int64_t size = files.number("hidden_size") / heads;
    const double epsilon = files.real("layer_norm_eps");
    const auto turning = static_cast<std::int64_t>(static_cast<double>(size) * files.real("rotary_pct"));
    const auto frequencies = frequenciesOf(files.real("rotary_emb_base"), turning);
    at::Tensor x = files.rows("gpt_neox.embed_in.weight", ids);
    for (std::int64_t layer = 0; layer < files.number("num_hidden_layers"); ++layer) {
        const std::string name = "gpt_neox.layers." + std::to_string(layer) + ".";
        const at::Tensor fused =
            files.linear(name + "attention.query_key_value", files.layerNorm(name + "input_layernorm", x, epsilon));
        at::Tensor mixed = at::empty_like(x);
        for (std::int64_t h = 0; h < heads; ++h) {
            // A head's query, key and value lie side by side.
            head(mixed, h, size)
                .copy_(attendHead(turn(head(fused, 3 * h, size), frequencies),
                                  turn(head(fused, 3 * h + 1, size), frequencies), head(fused, 3 * h + 2, size),
                                  [](std::int64_t query, std::int64_t key) { return key <= query; }));
        }
        const at::Tensor attended = files.linear(name + "attention.dense", mixed);
        const bool parallel = files.config.at("use_parallel_residual").get<bool>();
        const at::Tensor read = parallel ? x : x + attended;
        const at::Tensor inner = files.layerNorm(name + "post_attention_layernorm", read, epsilon);
        x = x + attended +
            files.linear(name + "mlp.dense_4h_to_h", gelu(files.linear(name + "mlp.dense_h_to_4h", inner)));
    }
    return files.linear("embed_out", files.layerNorm("gpt_neox.final_layer_norm", x, epsilon));
}

at::Tensor bertReference(const std::filesystem::path& folder, const std::vector<std::int64_t>& ids) {
    const Files files(folder);
    const std::string embeddings = "bert.embeddings.";
    at::Tensor x = files.rows(embeddings + "word_embeddings.weight", ids) +
                   files.get(embeddings + "position_embeddings.weight").narrow(0, 0, std::ssize(ids)) +
                   files.get(embeddings + "token_type_embeddings.weight")[0];
    x = files.layerNorm(embeddings + "LayerNorm", x, 1e-12);
    for (std::int64_t layer = 0; layer < files.number("num_hidden_layers"); ++layer) {
        const std::string name = "bert.encoder.layer." + std::to_string(layer) + ".";
        const std::string self = name + "attention.self.";
        x = encoderLayer(files, x,
                         {self + "query", self + "key", self + "value", name + "attention.output.dense",
                          name + "attention.output.LayerNorm", name + "intermediate.dense", name + "output.dense",
                          name + "output.LayerNorm"},
                         files.number("num_attention_heads"));
    }
    return files.linear("classifier", files.linear("bert.pooler.dense", x[0]).tanh());
}

at::Tensor distilbertReference(const std::filesystem::path& folder, const std::vector<std::int64_t>& ids) {
    const Files files(folder);
    const std::string embeddings = "distilbert.embeddings.";
    at::Tensor x = files.rows(embeddings + "word_embeddings.weight", ids) +
                   files.get(embeddings + "position_embeddings.weight").narrow(0, 0, std::ssize(ids));
    x = files.layerNorm(embeddings + "LayerNorm", x, 1e-12);
    for (std::int64_t layer = 0; layer < files.number("n_layers"); ++layer) {
        const std::string name = "distilbert.transformer.layer." + std::to_string(layer) + ".";
        const std::string self = name + "attention.";
        x = encoderLayer(files, x,
                         {self + "q_lin", self + "k_lin", self + "v_lin", self + "out_lin", name + "sa_layer_norm",
                          name + "ffn.lin1", name + "ffn.lin2", name + "output_layer_norm"},
                         files.number("n_heads"));
    }
    return files.linear("classifier", files.linear("pre_classifier", x[0]).clamp_min(0));
}

}  // namespace detox
