// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_level_bpe.h"
#include "core/text/pipeline/tokenizer_json.h"
#include "core/text/sentencepiece_tokenizer.h"
#include "core/util/files.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

/// A kind of tokenizer file and what reads it.
struct Format {
    const char* files;
    Result<std::unique_ptr<Tokenizer>> (*load)(const fs::path& folder, const TokenizerSettings& settings);
};

constexpr Format kByteLevelBpe{"vocab.json and merges.txt", loadByteLevelBpe};
constexpr Format kSentencePiece{"tokenizer.model", loadSentencePiece};
constexpr Format kTokenizerJson{"tokenizer.json", loadTokenizerJson};

Result<Format> formatOf(const fs::path& folder, TokenizerKind kind) {
    const bool isByteLevel = kind == TokenizerKind::Gpt2 || kind == TokenizerKind::Roberta;
    if (isByteLevel && isThere(folder / "vocab.json") && isThere(folder / "merges.txt")) return kByteLevelBpe;
    if (kind == TokenizerKind::Llama && isThere(folder / "tokenizer.model")) return kSentencePiece;
    if (isThere(folder / "tokenizer.json")) return kTokenizerJson;
    return notFound("The folder " + folder.string() +
                    " has no tokenizer: vocab.json with merges.txt, tokenizer.model or tokenizer.json. "
                    "Copy its files beside config.json.");
}

}  // namespace

Result<std::unique_ptr<Tokenizer>> loadTokenizer(const fs::path& folder, const Json& config) {
    const auto settings = readTokenizerSettings(folder, config);
    if (!settings) return settings.error();
    const auto format = formatOf(folder, settings->kind);
    if (!format) return format.error();
    return format->load(folder, *settings);
}

Result<std::string> tokenizerFiles(const fs::path& folder, const Json& config) {
    const auto settings = readTokenizerSettings(folder, config);
    if (!settings) return settings.error();
    const auto format = formatOf(folder, settings->kind);
    if (!format) return format.error();
    return std::string(format->files);
}

}  // namespace detox
