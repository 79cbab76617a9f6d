// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/adapter_folder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "core/checkpoint/pytorch.h"
#include "core/checkpoint/safetensors.h"
#include "core/util/files.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kMaxRank = 65'536;

/// Reads one adapter_config.json; what is wrong with it names the file and the key.
class AdapterReader {
public:
    AdapterReader(const Json& json, std::string file) : m_json(json), m_file(std::move(file)) {}

    Result<AdapterConfig> read() {
        AdapterConfig config;
        config.source = m_json;
        if (!m_json.is_object()) return invalidInput(m_file + " is not a JSON object. Download it again.");
        refuseOtherKinds();
        config.base = text("base_model_name_or_path");
        config.rank = rank("r", m_json.value("r", Json()));
        config.alpha = number("lora_alpha", m_json.value("lora_alpha", Json()));
        config.rankStabilised = flag("use_rslora");
        readPattern("rank_pattern",
                    [&](const std::string& module, const Json& v) { config.ranks[module] = rank("rank_pattern", v); });
        readPattern("alpha_pattern", [&](const std::string& module, const Json& v) {
            config.alphas[module] = number("alpha_pattern", v);
        });
        if (m_problem) return *m_problem;
        return config;
    }

private:
    void refuse(const std::string& key, const std::string& what) {
        if (!m_problem) m_problem = invalidInput(m_file + ": \"" + key + "\" " + what + ".");
    }

    void refuseKind(const std::string& what) {
        if (!m_problem) {
            m_problem = unsupported(m_file + " describes " + what +
                                    ", which is not read; merge it into its base with PEFT's merge_and_unload first.");
        }
    }

    void refuseOtherKinds() {
        const Json kind = m_json.value("peft_type", Json());
        if (!kind.is_string()) return refuse("peft_type", "is missing");
        if (kind != "LORA") return refuseKind("an adapter of type " + kind.get<std::string>());
        for (const char* key : {"use_dora", "use_qalora", "lora_bias"}) {
            if (flag(key)) return refuseKind(std::string("a LoRA adapter with ") + key);
        }
        if (m_json.contains("layer_replication") && !m_json["layer_replication"].is_null()) {
            return refuseKind("a LoRA adapter with layer_replication");
        }
        // These begin from an altered base, which the adapter's files do not hold.
        const Json start = m_json.value("init_lora_weights", Json());
        if (!start.is_string()) return;
        const auto& name = start.get_ref<const std::string&>();
        constexpr std::array kAlterTheBase{"pissa", "olora", "corda", "loftq"};
        const auto begins = [&](const char* prefix) { return name.starts_with(prefix); };
        if (std::any_of(kAlterTheBase.begin(), kAlterTheBase.end(), begins)) {
            refuseKind("a LoRA adapter begun by " + name);
        }
    }

    bool flag(const char* key) {
        const Json value = m_json.value(key, Json());
        if (!value.is_null() && !value.is_boolean()) refuse(key, "is neither true nor false");
        return value.is_boolean() && value.get<bool>();
    }

    std::string text(const char* key) {
        const Json value = m_json.value(key, Json());
        if (value.is_string() && !value.get_ref<const std::string&>().empty()) return value.get<std::string>();
        refuse(key, "does not name a model");
        return {};
    }

    std::int64_t rank(const char* key, const Json& value) {
        const bool fits = value.is_number_integer() && value.get<double>() >= 1 && value.get<double>() <= kMaxRank;
        if (!fits) refuse(key, "is no rank between 1 and " + std::to_string(kMaxRank));
        return fits ? value.get<std::int64_t>() : 1;
    }

    double number(const char* key, const Json& value) {
        const bool fits = value.is_number() && std::isfinite(value.get<double>());
        if (!fits) refuse(key, "is not a number");
        return fits ? value.get<double>() : 0;
    }

    template <class Add>
    void readPattern(const char* key, const Add& add) {
        const Json value = m_json.value(key, Json());
        if (value.is_null()) return;
        if (!value.is_object()) return refuse(key, "is not an object");
        for (const auto& [module, entry] : value.items()) {
            if (module.find_first_of("*+?()[]{}|^$\\") != std::string::npos) {
                return refuseKind("a LoRA adapter whose " + std::string(key) + " holds the regular expression '" +
                                  module + "'");
            }
            add(module, entry);
        }
    }

    const Json& m_json;
    const std::string m_file;
    std::optional<Error> m_problem;
};

/// The value whose key is the module's name or the end of it, at a dot.
template <class Value>
Value patternValue(const std::map<std::string, Value>& pattern, std::string_view module, Value otherwise) {
    for (const auto& [key, value] : pattern) {
        if (module == key || module.ends_with("." + key)) return value;
    }
    return otherwise;
}

}  // namespace

std::int64_t AdapterConfig::rankOf(std::string_view module) const {
    return patternValue(ranks, module, rank);
}

double AdapterConfig::scaleOf(std::string_view module) const {
    const auto moduleRank = static_cast<double>(rankOf(module));
    return patternValue(alphas, module, alpha) / (rankStabilised ? std::sqrt(moduleRank) : moduleRank);
}

Result<AdapterFolder> openAdapterFolder(const fs::path& path) {
    const fs::path file = path / "adapter_config.json";
    const auto json = readJson(file);
    if (!json) return json.error();
    auto config = AdapterReader(*json, file.string()).read();
    if (!config) return config.error();
    return AdapterFolder{path, std::move(*config)};
}

Result<std::unique_ptr<TensorSource>> openAdapterWeights(const AdapterFolder& folder) {
    if (isThere(folder.path / "adapter_model.safetensors")) {
        return openSafetensors(folder.path / "adapter_model.safetensors");
    }
    if (isThere(folder.path / "adapter_model.bin")) return openPytorch(folder.path / "adapter_model.bin");
    return notFound(folder.path.string() +
                    " has neither adapter_model.safetensors nor adapter_model.bin. Download the adapter again.");
}

}  // namespace detox
