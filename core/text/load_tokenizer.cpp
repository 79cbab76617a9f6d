// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_level_bpe.h"
#include "core/text/pipeline/tokenizer_json.h"
#include "core/text/sentencepiece_tokenizer.h"

namespace detox {
namespace {

bool has(const std::filesystem::path& file) {
    std::error_code code;
    return std::filesystem::exists(file, code);
}

}  // namespace

Result<std::unique_ptr<Tokenizer>> loadTokenizer(const std::filesystem::path& folder, const Json& config) {
    auto settings = readTokenizerSettings(folder, config);
    if (!settings) return settings.error();
    const TokenizerKind kind = settings->kind;
    const bool isByteLevel = kind == TokenizerKind::Gpt2 || kind == TokenizerKind::Roberta;
    if (isByteLevel && has(folder / "vocab.json") && has(folder / "merges.txt")) {
        return loadByteLevelBpe(folder, *settings);
    }
    if (kind == TokenizerKind::Llama && has(folder / "tokenizer.model")) return loadSentencePiece(folder, *settings);
    if (has(folder / "tokenizer.json")) return loadTokenizerJson(folder, *settings);
    return notFound("The folder " + folder.string() +
                    " has no tokenizer: vocab.json with merges.txt, tokenizer.model or tokenizer.json. "
                    "Copy its files beside config.json.");
}

}  // namespace detox
