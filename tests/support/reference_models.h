// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include <ATen/core/Tensor.h>

namespace detox {

/// Forward passes in double precision, straight from the published formulas and a folder's config.json and
/// model.safetensors, one token after the other; for families without recorded reference outputs. They share no code
/// with core/models. Sources: the papers that core/models/families names.

/// Llama, Mistral and Qwen2. → [tokens, vocabulary]
[[nodiscard]] at::Tensor llamaReference(const std::filesystem::path& folder, const std::vector<std::int64_t>& ids);
/// → [tokens, vocabulary]
[[nodiscard]] at::Tensor gptNeoxReference(const std::filesystem::path& folder, const std::vector<std::int64_t>& ids);
/// One text without padding. → [labels]
[[nodiscard]] at::Tensor bertReference(const std::filesystem::path& folder, const std::vector<std::int64_t>& ids);
/// One text without padding. → [labels]
[[nodiscard]] at::Tensor distilbertReference(const std::filesystem::path& folder, const std::vector<std::int64_t>& ids);

}  // namespace detox
