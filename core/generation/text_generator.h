// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include "core/api/generation.h"
#include "core/util/compute_lease.h"

namespace detox {

/// Loads a causal model folder with its tokenizer. Every step of its decodings takes a generator's turn of `lease`,
/// which outlives them; the observer is told after the turn.
[[nodiscard]] Result<std::unique_ptr<TextGenerator>> openTextGenerator(const std::filesystem::path& folder,
                                                                       ComputeLease& lease);

}  // namespace detox
