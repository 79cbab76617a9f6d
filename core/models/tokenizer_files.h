// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace detox {

/// Copies a model folder's tokenizer files, as they are, into another existing folder; those it does not have are left
/// out. Throws Error.
void copyTokenizerFiles(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace detox
