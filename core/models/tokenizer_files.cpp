// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/tokenizer_files.h"

#include <array>
#include <string>

#include "core/util/error.h"
#include "core/util/files.h"

namespace detox {

void copyTokenizerFiles(const std::filesystem::path& from, const std::filesystem::path& to) {
    constexpr std::array kNames{
        "tokenizer.model",         "vocab.json",       "merges.txt", "tokenizer.json", "tokenizer_config.json",
        "special_tokens_map.json", "added_tokens.json"};
    for (const char* name : kNames) {
        if (!std::filesystem::exists(from / name)) continue;
        writeFileAtomically(to / name, readFile(from / name).orThrow()).orThrow();
    }
}

}  // namespace detox
