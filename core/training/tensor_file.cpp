// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/tensor_file.h"

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include "core/checkpoint/safetensors.h"
#include "core/util/log.h"

namespace detox {
namespace {

DataType typeOf(const NamedTensor& named) {
    switch (named.tensor.scalar_type()) {
        case at::kFloat:
            return DataType::F32;
        case at::kDouble:
            return DataType::F64;
        case at::kBFloat16:
            return DataType::BF16;
        case at::kHalf:
            return DataType::F16;
        case at::kLong:
            return DataType::I64;
        default:
            throw internalError("The tensor " + log::quoted(named.name) + " has a type that is not saved.");
    }
}

void requireSame(const std::filesystem::path& file, const TensorSource& source,
                 const std::vector<NamedTensor>& wanted) {
    const std::string remedy = ", so it does not belong to this run. Resume from another checkpoint.";
    if (source.entries().size() != wanted.size()) {
        throw invalidInput(file.string() + " holds " + std::to_string(source.entries().size()) +
                           " tensors instead of " + std::to_string(wanted.size()) + remedy);
    }
    for (const auto& named : wanted) {
        const TensorEntry* entry = source.find(named.name);
        if (entry == nullptr) throw invalidInput(file.string() + " lacks " + log::quoted(named.name) + remedy);
        if (entry->type != typeOf(named) || at::IntArrayRef(entry->shape) != named.tensor.sizes()) {
            throw invalidInput(file.string() + " holds " + log::quoted(named.name) + " in another shape or type" +
                               remedy);
        }
    }
}

}  // namespace

void saveTensors(const std::filesystem::path& file, const std::vector<NamedTensor>& tensors) {
    std::vector<at::Tensor> onCpu;
    std::vector<TensorToWrite> list;
    for (const auto& named : tensors) {
        onCpu.push_back(named.tensor.detach().cpu().contiguous());
        const at::Tensor& data = onCpu.back();
        list.push_back({named.name,
                        typeOf(named),
                        data.sizes().vec(),
                        {static_cast<const std::byte*>(data.data_ptr()), data.nbytes()}});
    }
    writeSafetensors(file, list).orThrow();
}

void loadTensors(const std::filesystem::path& file, const std::vector<NamedTensor>& tensors) {
    const auto source = openSafetensors(file).orThrow();
    requireSame(file, *source, tensors);
    const c10::NoGradGuard noGradients;
    for (const auto& named : tensors) {
        const TensorEntry& entry = *source->find(named.name);
        const at::Tensor data = at::empty(named.tensor.sizes(), named.tensor.options().device(at::kCPU));
        source->read(entry, {static_cast<std::byte*>(data.data_ptr()), data.nbytes()}).orThrow();
        named.tensor.copy_(data);
    }
}

}  // namespace detox
