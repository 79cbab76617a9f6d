// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/export_model.h"

#include <string>
#include <utility>

#include "core/hub/hub_cache.h"
#include "core/hub/open_model.h"
#include "core/models/adapter_files.h"
#include "core/models/causal_lm.h"
#include "core/models/families/families.h"
#include "core/models/sequence_classifier.h"
#include "core/models/tokenizer_files.h"
#include "core/models/weight_types.h"
#include "core/text/tokenizer.h"
#include "core/training/base_licence.h"
#include "core/training/model_card.h"
#include "core/training/ppo_checkpoint.h"
#include "core/training/run_reporter.h"
#include "core/util/files.h"
#include "core/util/staged_folder.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

constexpr int kSteps = 4;
constexpr int kAdapterSteps = 3;  // it is read while it is written

/// What of an export is written and can be read back.
struct Written {
    std::int64_t parameters = 0;
    std::int64_t tensors = 0;
};

std::int64_t elementsOf(const TensorSource& source) {
    std::int64_t sum = 0;
    for (const TensorEntry& entry : source.entries()) {
        sum += static_cast<std::int64_t>(entry.bytes / bytesPerElement(entry.type));
    }
    return sum;
}

class Export {
public:
    Export(const ExportSetup& setup, const StepCheck& check, TrainingObserver& observer)
        : m_setup(setup), m_check(check), m_reporter(observer, nullptr) {}

    ExportOutcome run() {
        const ModelFolder folder = openModel(source()).orThrow();
        requireForm(folder);
        StagedFolder staged = StagedFolder::create(m_setup.output).orThrow();
        const Written written = isAdapter() ? writeAdapter(folder, staged.path()) : writeWhole(folder, staged.path());
        addFiles(folder, written, staged.path());
        next("Writing to disk");
        const ExportOutcome outcome = described(written, staged.path());
        staged.commit().orThrow();
        return outcome;
    }

private:
    [[nodiscard]] bool isAdapter() const { return m_setup.config.form == ExportForm::Adapter; }

    /// A checkpoint of a run with LoRA is a whole model that keeps its adapters too.
    [[nodiscard]] fs::path source() const {
        const fs::path adapters = m_setup.model / kAdapterFolder;
        return isAdapter() && isThere(adapters / "adapter_config.json") ? adapters : m_setup.model;
    }

    [[nodiscard]] WeightsFormat format() const {
        WeightsFormat format(dataTypeOf(m_setup.config.weightType),
                             static_cast<std::uint64_t>(m_setup.config.maxShardGigabytes * 1e9));
        format.beforeEach = [this] { (void)m_check(); };
        return format;
    }

    void next(const char* phase) {
        m_check();
        m_reporter.phase(phase, m_done++, isAdapter() ? kAdapterSteps : kSteps);
    }

    void requireForm(const ModelFolder& folder) const {
        if (!isAdapter() || folder.adapter) return;
        throw invalidInput(m_setup.model.string() +
                           " is a whole model, not an adapter on a base, so there is no adapter to give on. Export it "
                           "whole.");
    }

    Written writeWhole(const ModelFolder& folder, const fs::path& target) {
        next("Reading the model");
        return isDecoder(folder.modelType()) ? writeModel(CausalLm::load(folder), target)
                                             : writeModel(SequenceClassifier::load(folder), target);
    }

    template <class Model>
    Written writeModel(const Model& model, const fs::path& target) {
        requireRoom(model.parameters().elements() * static_cast<std::int64_t>(bytesPerElement(format().type)));
        next("Writing the weights");
        model.save(target, format());
        next("Reading them back");
        const ModelFolder written = openModelFolder(target).orThrow();
        (void)Model::check(written);
        const std::int64_t tensors =
            requireSame(*openWeights(written).orThrow(), model.table(), model.parameters(), format());
        return {model.parameters().elements(), tensors};
    }

    Written writeAdapter(const ModelFolder& folder, const fs::path& target) {
        next("Writing the adapter");
        saveAdapter(target, folder, format());
        next("Reading it back");
        return {.parameters = elementsOf(*openAdapterWeights(*folder.adapter).orThrow()),
                .tensors = requireSameAdapter(target, *folder.adapter, format())};
    }

    void requireRoom(std::int64_t bytes) const {
        const auto free = freeBytes(m_setup.output);
        if (!free || *free >= static_cast<std::size_t>(bytes)) return;
        throw Error(ErrorKind::DiskFull, "The disk of " + m_setup.output.parent_path().string() + " has " +
                                             std::to_string(*free / 1'000'000) + " MB left; the export needs " +
                                             std::to_string(bytes / 1'000'000) +
                                             " MB. Free space or choose another folder.");
    }

    void addFiles(const ModelFolder& folder, const Written& written, const fs::path& target) const {
        copyTokenizerFiles(folder.tokenizer, target);
        const fs::path base = m_setup.origin ? m_setup.origin->baseFolder : folder.path;
        const ModelCardFacts facts{.name = m_setup.output.filename().string(),
                                   .base = baseName(folder),
                                   .licence = base.empty() ? std::string() : statedLicence(base),
                                   .parameters = written.parameters,
                                   .task = isDecoder(folder.modelType()) ? "text-generation" : "text-classification",
                                   .config = m_setup.config,
                                   .origin = m_setup.origin};
        writeFileAtomically(target / "README.md", modelCard(facts)).orThrow();
    }

    [[nodiscard]] std::string baseName(const ModelFolder& folder) const {
        if (m_setup.origin) return publicModelName(m_setup.origin->run.config.models.model);
        if (folder.adapter) return publicModelName(folder.adapter->config.base);
        return publicModelName(folder.path.string());
    }

    [[nodiscard]] ExportOutcome described(const Written& written, const fs::path& staged) const {
        ExportOutcome outcome{.folder = m_setup.output, .tensors = written.tensors};
        for (const auto& entry : fs::directory_iterator(staged)) {
            outcome.bytes += static_cast<std::int64_t>(entry.file_size());
            if (entry.path().extension() == ".safetensors") ++outcome.weightFiles;
        }
        return outcome;
    }

    const ExportSetup& m_setup;
    const StepCheck& m_check;
    RunReporter m_reporter;
    int m_done = 0;
};

}  // namespace

ExportOutcome exportModel(const ExportSetup& setup, const StepCheck& check, TrainingObserver& observer) {
    return Export(setup, check, observer).run();
}

}  // namespace detox
