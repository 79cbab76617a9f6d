// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipeline/tokenizer_json.h"

#include <algorithm>

#include "core/text/byte_alphabet.h"
#include "core/text/pipeline/decoder.h"
#include "core/text/pipeline/models.h"
#include "core/text/pipeline/pipeline_tokenizer.h"
#include "core/text/pipeline/post_processor.h"
#include "core/text/vocabulary_json.h"

namespace detox {
namespace {

/// The settings with the file's own added tokens: what the other files say of them is for the slow tokenizers.
TokenizerSettings withAdded(TokenizerSettings settings, const std::vector<FastToken>& tokens) {
    settings.added.clear();
    for (const FastToken& token : tokens) settings.added.push_back(token.token);
    std::ranges::stable_sort(settings.added, {}, &AddedToken::id);
    return settings;
}

/// Special tokens that only the other files name are looked for as they are written.
void addNamed(std::vector<FastToken>& tokens, const NamedToken& named, const TokenTable& table) {
    const auto isSame = [&](const FastToken& token) { return token.token.token.content == named.content; };
    if (std::ranges::any_of(tokens, isSame)) return;
    tokens.push_back({{{named.content, Swallow::None}, *table.idOf(named.content), true}});
}

void addNamed(std::vector<FastToken>& tokens, const TokenizerSettings& settings, const TokenTable& table) {
    for (const auto& [role, token] : settings.roles) addNamed(tokens, token, table);
    for (const NamedToken& token : settings.additionalSpecial) addNamed(tokens, token, table);
}

/// Added tokens as they are written, the rest as the decoder says.
std::vector<std::string> bytesByToken(const TokenTable& table, const std::vector<FastToken>& added,
                                      const Decoder& decoder) {
    const bool isByteLevel = decoder.kind == Decoder::Kind::ByteLevel;
    const ByteAlphabet alphabet;
    std::vector<std::string> bytes(static_cast<std::size_t>(table.size()));
    for (TokenId id = 0; id < table.size(); ++id) {
        const std::string& content = table.contentOf(id);
        auto& text = bytes[static_cast<std::size_t>(id)];
        if (content.empty()) continue;
        text = isByteLevel ? alphabet.bytesOf(content).value_or(content) : wordPieceText(content, decoder);
    }
    for (const FastToken& token : added) {
        if (isByteLevel) bytes[static_cast<std::size_t>(token.token.id)] = token.token.token.content;
    }
    return bytes;
}

/// LlamaTokenizerFast writes its own template over the file's (transformers, update_post_processor).
Surroundings surroundings(const JsonPart& json, const TokenizerSettings& settings, const TokenTable& table) {
    const auto processor = json.find("post_processor");
    Surroundings around = readPostProcessor(processor);
    for (const auto* ids : {&around.before, &around.after}) {
        for (const TokenId id : *ids) {
            if (!table.contains(id))
                throw processor->wrong("names the id " + std::to_string(id) + ", which no token has");
        }
    }
    if (settings.kind != TokenizerKind::Llama) return around;
    around = {};
    const auto bos = table.role("bos_token");
    const auto eos = table.role("eos_token");
    if (settings.addBos && bos) around.before.push_back(*bos);
    if (settings.addEos && eos) around.after.push_back(*eos);
    return around;
}

/// The byte alphabet is in the pre-tokenizer, the vocabulary and the decoder, or in none of them.
void refuseMixture(const JsonPart& json, ModelKind kind, const PreTokenizer& preTokenizer, const Decoder& decoder) {
    const bool isBpe = kind == ModelKind::Bpe;
    if (preTokenizer.isByteLevel() == isBpe && (decoder.kind == Decoder::Kind::ByteLevel) == isBpe) return;
    throw unsupported(json.where() + ": BPE is supported with the pre-tokenizer and the decoder ByteLevel, WordPiece " +
                      "without and with its own decoder.");
}

std::unique_ptr<Tokenizer> build(const JsonPart& json, const TokenizerSettings& given) {
    const JsonPart model = json.at("model");
    const ModelKind kind = modelKind(model);
    const JsonPart vocabulary = model.at("vocab");
    const std::vector<std::string> tokens = readVocabulary(vocabulary.json(), vocabulary.where()).orThrow();
    std::vector<FastToken> added = readAddedTokens(json.find("added_tokens"));
    const TokenizerSettings settings = withAdded(given, added);
    TokenTable table = TokenTable::create(tokens, settings, json.where()).orThrow();
    addNamed(added, settings, table);

    Normalizer normalizer(json.find("normalizer"));
    PreTokenizer preTokenizer(json.find("pre_tokenizer"));
    const Decoder decoder = readDecoder(json.at("decoder"));
    refuseMixture(json, kind, preTokenizer, decoder);
    Surroundings around = surroundings(json, settings, table);
    AddedTokenSplitter raw(added, LookFor::InRawText, normalizer);
    AddedTokenSplitter normalized(added, LookFor::InNormalizedText, normalizer);
    auto words = kind == ModelKind::Bpe ? makeBpe(model, table) : makeWordPiece(model, tokens);
    auto bytes = bytesByToken(table, added, decoder);
    const auto dropped = kind == ModelKind::Bpe ? DroppedSpace::None : DroppedSpace::OfFirstToken;
    return std::make_unique<PipelineTokenizer>(
        PipelineTokenizer::Parts{std::move(table), std::move(bytes), std::move(around.before), std::move(around.after),
                                 dropped},
        PipelineTokenizer::Stages{std::move(raw), std::move(normalizer), std::move(normalized), std::move(preTokenizer),
                                  std::move(words)});
}

}  // namespace

Result<std::unique_ptr<Tokenizer>> loadTokenizerJson(const std::filesystem::path& folder,
                                                     const TokenizerSettings& settings) {
    const std::filesystem::path file = folder / "tokenizer.json";
    auto json = readJson(file);
    if (!json) return json.error();
    try {
        return build(JsonPart(*json, file.string()), settings);
    } catch (const Error& error) {
        return error;
    }
}

}  // namespace detox
