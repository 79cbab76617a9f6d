// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/util/result.h"

namespace detox {

/// The cache that Hugging Face tools share: $HF_HUB_CACHE, else $HF_HOME/hub, else $XDG_CACHE_HOME/huggingface/hub,
/// else
/// ~/.cache/huggingface/hub (huggingface_hub/constants.py).
[[nodiscard]] std::filesystem::path hubCacheFolder();

/// "name" or "organisation/name", of letters, digits, '.', '_' and '-'.
[[nodiscard]] bool looksLikeHubId(std::string_view name);

/// The snapshot folder of branch main of `id` in `cache`: models--org--name/refs/main names it. Downloads nothing; when
/// it is not there the error says how to get it.
[[nodiscard]] Result<std::filesystem::path> findInHubCache(const std::string& id, const std::filesystem::path& cache);

/// A model's name without a place on this machine: a hub id as it is, also of a snapshot folder in a hub's cache; of
/// any other path its last component.
[[nodiscard]] std::string publicModelName(const std::string& name);

/// A model given by folder or by hub id → its folder. A folder of that name wins.
[[nodiscard]] Result<std::filesystem::path> findModelFolder(const std::string& name);

}  // namespace detox
