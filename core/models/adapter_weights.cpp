// SPDX-License-Identifier: GPL-3.0-or-later
// Tensor names of PEFT's saved adapters: huggingface/peft src/peft/utils/save_and_load.py, get_peft_model_state_dict.
#include "core/models/adapter_weights.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include "core/models/weights_io.h"

namespace detox {
namespace {

/// One weight's low-rank addition.
struct LowRank {
    at::Tensor a;  ///< [rank, in] float32
    at::Tensor b;  ///< [out, rank] float32
    double scale = 0;
    bool transposed = false;  ///< the base holds [in, out]

    [[nodiscard]] at::Tensor delta() const {
        const at::Tensor product = b.matmul(a).mul_(scale);
        return transposed ? product.t() : product;
    }
};

/// What an adapter does to a base, by the base's tensor names.
struct Adaptation {
    std::map<std::string, LowRank> additions;
    std::map<std::string, const TensorEntry*> replacements;  ///< entries of the adapter
};

/// How PEFT ends the names of the two matrices of a module.
struct MatrixNames {
    std::string_view a;
    std::string_view b;
    bool ofEmbedding = false;
};
constexpr MatrixNames kMatrixNames[] = {
    {".lora_A.weight", ".lora_B.weight"},
    {".lora_A.default.weight", ".lora_B.default.weight"},
    {".lora_embedding_A", ".lora_embedding_B", true},
    {".lora_embedding_A.default", ".lora_embedding_B.default", true},
};

class AdapterMatcher {
public:
    AdapterMatcher(const TensorSource& adapter, const AdapterFolder& folder, const TensorSource& base,
                   const TensorTable& table)
        : m_adapter(adapter), m_folder(folder), m_base(base), m_table(table) {}

    Adaptation match() const {
        Adaptation adaptation;
        for (const TensorEntry& entry : m_adapter.entries()) take(entry, adaptation);
        return adaptation;
    }

private:
    [[noreturn]] void refuse(const TensorEntry& entry, const std::string& what) const {
        throw invalidInput("Tensor '" + entry.name + "' in " + m_adapter.fileOf(entry).string() + " " + what + ".");
    }

    void take(const TensorEntry& entry, Adaptation& adaptation) const {
        constexpr std::string_view kPrefix = "base_model.model.";
        std::string_view name = entry.name;
        if (!name.starts_with(kPrefix)) refuse(entry, "is not named as PEFT names an adapter's");
        name.remove_prefix(kPrefix.size());
        for (const MatrixNames& names : kMatrixNames) {
            if (name.ends_with(names.a)) {
                return addLowRank(entry, std::string(name.substr(0, name.size() - names.a.size())), names, adaptation);
            }
            if (name.ends_with(names.b)) {
                const auto module = entry.name.substr(0, entry.name.size() - names.b.size());
                if (m_adapter.find(module + std::string(names.a)) != nullptr) return;
                refuse(entry, "has no partner " + std::string(names.a.substr(1)));
            }
        }
        if (name.find(".lora_") != std::string_view::npos) refuse(entry, "is of a kind of LoRA that is not read");
        replace(entry, std::string(name), adaptation);
    }

    at::Tensor matrix(const TensorEntry& entry) const {
        if (entry.shape.size() != 2) refuse(entry, "is no matrix");
        return readFloat(m_adapter, entry);
    }

    void addLowRank(const TensorEntry& a, const std::string& module, const MatrixNames& names,
                    Adaptation& adaptation) const {
        const std::string partner = a.name.substr(0, a.name.size() - names.a.size()) + std::string(names.b);
        const TensorEntry* b = m_adapter.find(partner);
        if (b == nullptr) refuse(a, "has no partner " + std::string(names.b.substr(1)));
        const TensorEntry* weight = findTensor(m_base, m_table, module + ".weight");
        if (weight == nullptr) refuse(a, "changes '" + module + "', which its base does not have");
        if (names.ofEmbedding && !hasOwnHead()) {
            refuse(a, "changes an embedding that is also the head, for which merging is not the same as adapting");
        }
        LowRank addition{.a = matrix(a),
                         .b = matrix(*b),
                         .scale = m_folder.config.scaleOf(module),
                         .transposed = names.ofEmbedding || isTransposed(module + ".weight")};
        checkShapes(a, module, addition, *weight);
        adaptation.additions[weight->name] = std::move(addition);
    }

    void checkShapes(const TensorEntry& a, const std::string& module, const LowRank& addition,
                     const TensorEntry& weight) const {
        const std::int64_t rank = m_folder.config.rankOf(module);
        if (addition.a.size(0) != rank || addition.b.size(1) != rank) {
            refuse(a, "and its partner have other ranks than adapter_config.json's " + std::to_string(rank));
        }
        std::vector<std::int64_t> shape{addition.b.size(0), addition.a.size(1)};
        if (addition.transposed) std::swap(shape[0], shape[1]);
        if (weight.shape != shape) refuse(a, "does not fit its base's '" + weight.name + "'; it belongs on another");
    }

    void replace(const TensorEntry& entry, std::string name, Adaptation& adaptation) const {
        for (const std::string_view wrapper : {".base_layer", ".modules_to_save.default", ".modules_to_save"}) {
            if (const auto at = name.find(wrapper); at != std::string::npos) name.erase(at, wrapper.size());
        }
        const TensorEntry* ofBase = findTensor(m_base, m_table, name);
        adaptation.replacements[ofBase == nullptr ? name : ofBase->name] = &entry;
    }

    bool isTransposed(const std::string& name) const {
        return std::ranges::any_of(m_table.mappings, [&](const TensorMapping& m) {
            return m.checkpointName == name && m.layout == TensorLayout::Transposed;
        });
    }

    bool hasOwnHead() const {
        return std::ranges::any_of(m_table.mappings, [](const TensorMapping& m) { return m.parameter == "head"; });
    }

    const TensorSource& m_adapter;
    const AdapterFolder& m_folder;
    const TensorSource& m_base;
    const TensorTable& m_table;
};

/// A base's tensors as an adapter makes them.
class AdaptedWeights final : public TensorSource {
public:
    AdaptedWeights(std::unique_ptr<TensorSource> base, std::unique_ptr<TensorSource> adapter, Adaptation adaptation)
        : m_base(std::move(base)), m_adapter(std::move(adapter)), m_adaptation(std::move(adaptation)) {
        for (const TensorEntry& entry : m_base->entries()) addEntry(entry);
        for (const auto& [name, entry] : m_adaptation.replacements) {
            if (m_base->find(name) == nullptr) addEntry(renamed(*entry, name));
        }
    }

    const std::vector<TensorEntry>& entries() const override { return m_entries; }

    const TensorEntry* find(std::string_view name) const override {
        const auto found = m_indices.find(name);
        return found == m_indices.end() ? nullptr : &m_entries[found->second];
    }

    Result<void> read(const TensorEntry& entry, std::span<std::byte> destination) const override {
        if (const TensorEntry* whole = replacementOf(entry.name)) return m_adapter->read(*whole, destination);
        const TensorEntry& ofBase = *m_base->find(entry.name);
        const auto addition = m_adaptation.additions.find(entry.name);
        if (addition == m_adaptation.additions.end()) return m_base->read(ofBase, destination);
        const c10::NoGradGuard noGrad;
        const at::Tensor sum = readFloat(*m_base, ofBase).add_(addition->second.delta());
        std::memcpy(destination.data(), sum.data_ptr(), destination.size());
        return {};
    }

    std::filesystem::path fileOf(const TensorEntry& entry) const override {
        if (const TensorEntry* whole = replacementOf(entry.name)) return m_adapter->fileOf(*whole);
        return m_base->fileOf(*m_base->find(entry.name));
    }

private:
    static TensorEntry renamed(TensorEntry entry, const std::string& name) {
        entry.name = name;
        return entry;
    }

    const TensorEntry* replacementOf(const std::string& name) const {
        const auto found = m_adaptation.replacements.find(name);
        return found == m_adaptation.replacements.end() ? nullptr : found->second;
    }

    void addEntry(TensorEntry entry) {
        if (const TensorEntry* whole = replacementOf(entry.name)) entry = renamed(*whole, entry.name);
        if (m_adaptation.additions.contains(entry.name)) {
            entry.bytes = entry.bytes / bytesPerElement(entry.type) * sizeof(float);
            entry.type = DataType::F32;
        }
        m_indices.emplace(entry.name, m_entries.size());
        m_entries.push_back(std::move(entry));
    }

    const std::unique_ptr<TensorSource> m_base;
    const std::unique_ptr<TensorSource> m_adapter;
    const Adaptation m_adaptation;
    std::vector<TensorEntry> m_entries;
    std::map<std::string, std::size_t, std::less<>> m_indices;
};

}  // namespace

std::unique_ptr<TensorSource> openModelWeights(const ModelFolder& folder, const TensorTable& table) {
    auto base = openWeights(folder).orThrow();
    if (!folder.adapter) return base;
    const c10::NoGradGuard noGrad;
    auto adapter = openAdapterWeights(*folder.adapter).orThrow();
    Adaptation adaptation = AdapterMatcher(*adapter, *folder.adapter, *base, table).match();
    return std::make_unique<AdaptedWeights>(std::move(base), std::move(adapter), std::move(adaptation));
}

}  // namespace detox
