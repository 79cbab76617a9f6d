// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipeline/models.h"

#include <algorithm>

#include "core/text/bpe_model.h"
#include "core/text/pipeline/word_piece.h"
#include "core/util/utf8.h"

namespace detox {
namespace {

std::pair<std::string, std::string> pairOf(const JsonPart& json) {
    if (json.json().is_array()) {
        const std::vector<JsonPart> pair = json.elements();
        if (pair.size() == 2) return {pair[0].text(), pair[1].text()};
    } else {
        const std::string& text = json.text();
        const std::size_t space = text.find(' ');
        const bool isPair = space != std::string::npos && text.find(' ', space + 1) == std::string::npos;
        if (isPair) return {text.substr(0, space), text.substr(space + 1)};
    }
    throw json.wrong("must be two symbols");
}

BpeMerges readMerges(const JsonPart& json, const TokenTable& table) {
    BpeMerges merges(MergeOrder::BestPair);
    for (const JsonPart& rule : json.elements()) {
        const auto [left, right] = pairOf(rule);
        for (const std::string& symbol : {left, right, left + right}) {
            if (symbol.empty() || !table.idOf(symbol)) {
                throw rule.wrong("names the symbol '" + utf8::shown(symbol) + "', which the vocabulary lacks");
            }
        }
        if (!merges.add(left, right)) throw rule.wrong("is one merge too many");
    }
    return merges;
}

void refuseUnlessEmpty(const JsonPart& model, const char* key) {
    const auto value = model.find(key);
    if (value && !value->text().empty()) throw unsupported(value->where() + " is not supported in byte-level BPE.");
}

void refuseByteFallback(const JsonPart& model) {
    if (!model.flagOr("byte_fallback", false)) return;
    throw unsupported(model.where() +
                      ": byte_fallback is not supported; the folder's tokenizer.model is read instead "
                      "where there is one.");
}

void refuseDropout(const JsonPart& model) {
    const auto dropout = model.find("dropout");
    if (!dropout) return;
    if (!dropout->json().is_number()) throw dropout->wrong("must be a number");
    if (dropout->json().get<double>() != 0.0) throw unsupported(dropout->where() + " is not supported.");
}

}  // namespace

ModelKind modelKind(const JsonPart& model) {
    const auto type = model.find("type");
    if (type ? type->text() == "BPE" : model.find("merges").has_value()) return ModelKind::Bpe;
    if (type ? type->text() == "WordPiece" : model.find("max_input_chars_per_word").has_value()) {
        return ModelKind::WordPiece;
    }
    throw unsupported(model.where() + ": the model '" + (type ? utf8::shown(type->text()) : "without a type") +
                      "' is not supported; BPE and WordPiece are, and sentencepiece from tokenizer.model.");
}

std::unique_ptr<const WordModel> makeBpe(const JsonPart& model, const TokenTable& table) {
    refuseUnlessEmpty(model, "continuing_subword_prefix");
    refuseUnlessEmpty(model, "end_of_word_suffix");
    refuseByteFallback(model);
    refuseDropout(model);
    BpeOptions options{.fuseUnknown = model.flagOr("fuse_unk", false),
                       .wholeWords = model.flagOr("ignore_merges", false)};
    if (const auto unknown = model.find("unk_token")) {
        options.unknown = table.idOf(unknown->text());
        if (!options.unknown) throw unknown->wrong("is no token of the vocabulary");
    }
    return std::make_unique<BpeModel>(readMerges(model.at("merges"), table), table, options);
}

std::unique_ptr<const WordModel> makeWordPiece(const JsonPart& model, const std::vector<std::string>& tokens) {
    constexpr std::int64_t kMaxCharacters = 1'000'000;
    const std::string unknown = model.textOr("unk_token", "[UNK]");
    const auto found = unknown.empty() ? tokens.end() : std::ranges::find(tokens, unknown);
    if (found == tokens.end()) {
        throw model.wrong("names the unk_token '" + utf8::shown(unknown) + "', which the vocabulary lacks");
    }
    WordPieceOptions options{.unknown = static_cast<TokenId>(found - tokens.begin()),
                             .continuing = model.textOr("continuing_subword_prefix", "##")};
    if (const auto limit = model.find("max_input_chars_per_word")) {
        options.maxCharacters = static_cast<std::size_t>(limit->integer(1, kMaxCharacters));
    }
    return std::make_unique<WordPiece>(tokens, std::move(options));
}

}  // namespace detox
