// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>

#include "core/models/families/families.h"

namespace detox {
namespace {

/// Reads the config, names its tensors, writes it back, and reads that, which must be accepted.
template <class Family>
void readAndWriteBack(const Family& family, const ModelFolder& folder) {
    const auto config = family.readConfig(folder);
    const TensorTable table = family.table(config);
    if (table.mappings.empty()) __builtin_trap();
    const ModelFolder written{"written", family.writeConfig(config, DataType::F32)};
    try {
        const auto again = family.readConfig(written);
        if (again.hidden != config.hidden || again.layers != config.layers) __builtin_trap();
    } catch (const Error&) {
        __builtin_trap();
    }
}

template <class Find>
void tryFamily(Find find, const ModelFolder& folder) {
    try {
        readAndWriteBack(find(folder.config.at("model_type").template get_ref<const std::string&>()), folder);
    } catch (const Error&) {  // refused in a sentence
    }
}

}  // namespace
}  // namespace detox

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto json = detox::parseJson({reinterpret_cast<const char*>(data), size}, "config.json");
    if (!json || !json.value().is_object()) return 0;
    const auto type = json.value().find("model_type");
    if (type == json.value().end() || !type->is_string()) return 0;
    const detox::ModelFolder folder{"the folder", json.value()};
    detox::tryFamily(detox::decoderFamily, folder);
    detox::tryFamily(detox::encoderFamily, folder);
    return 0;
}
