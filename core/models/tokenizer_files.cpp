// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/tokenizer_files.h"

#include <array>
#include <string>

#include "core/util/error.h"
#include "core/util/files.h"

namespace detox {
namespace {

/// The vocabularies' names are those of huggingface/transformers src/transformers/models/*/tokenization_*.py
/// (VOCAB_FILES_NAMES), the others those of tokenization_utils_base.py.
constexpr std::array kNames{"tokenizer.json",
                            "tokenizer_config.json",
                            "special_tokens_map.json",
                            "added_tokens.json",
                            "chat_template.jinja",
                            "chat_template.json",
                            "vocab.json",
                            "merges.txt",
                            "vocab.txt",
                            "bpe.codes",
                            "tokenizer.model",
                            "spiece.model",
                            "sentencepiece.bpe.model",
                            "sentencepiece.model",
                            "spm.model"};

}  // namespace

void copyTokenizerFiles(const std::filesystem::path& from, const std::filesystem::path& to) {
    for (const char* name : kNames) {
        if (!isThere(from / name)) continue;
        writeFileAtomically(to / name, readFile(from / name).orThrow()).orThrow();
    }
}

}  // namespace detox
