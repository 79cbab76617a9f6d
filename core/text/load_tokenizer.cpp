// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_level_bpe.h"
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
    const bool isSentencePiece = settings->kind == TokenizerKind::Llama;
    if (isSentencePiece ? has(folder / "tokenizer.model") : has(folder / "vocab.json") && has(folder / "merges.txt")) {
        return isSentencePiece ? loadSentencePiece(folder, *settings) : loadByteLevelBpe(folder, *settings);
    }
    const std::string needed = isSentencePiece ? "tokenizer.model" : "vocab.json and merges.txt";
    const std::string instead = has(folder / "tokenizer.json") ? "; tokenizer.json alone is not read" : "";
    return notFound("The folder " + folder.string() + " lacks its tokenizer files (" + needed + ")" + instead + ".");
}

}  // namespace detox
