// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/api/model_export.h"

namespace detox {

/// What an exported folder is described by.
struct ModelCardFacts {
    std::string name;     ///< of the exported folder
    std::string base;     ///< the model it was made from: a hub id or a folder's name
    std::string licence;  ///< of the base; empty: none is stated
    std::int64_t parameters = 0;
    std::string task = "text-generation";  ///< as the hub names tasks
    ExportConfig config;
    std::optional<ExportOrigin> origin;  ///< nothing: the model is given on as it was opened
};

/// README.md in the hub's form: front matter, where the weights come from, before and after, data, settings, licence.
/// Of paths only the last component is told.
[[nodiscard]] std::string modelCard(const ModelCardFacts& facts);

}  // namespace detox
