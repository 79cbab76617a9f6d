// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include "core/api/generation.h"

namespace detox {

/// Loads a causal model folder with its tokenizer.
[[nodiscard]] Result<std::unique_ptr<TextGenerator>> openTextGenerator(const std::filesystem::path& folder);

}  // namespace detox
