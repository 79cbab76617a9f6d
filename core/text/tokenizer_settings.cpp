// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer_settings.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/util/files.h"
#include "core/util/utf8.h"

namespace detox {
namespace {

constexpr TokenId kMaxAddedId = 10'000'000;

Result<Json> readOptionalObject(const std::filesystem::path& file) {
    if (!isThere(file)) return Json(Json::object());
    auto json = readJson(file);
    if (json && !json->is_object()) return invalidInput(file.string() + " must hold one JSON object.");
    return json;
}

std::string stringAt(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool flagAt(const Json& object, const char* key, bool fallback) {
    const auto found = object.find(key);
    return found != object.end() && found->is_boolean() ? found->get<bool>() : fallback;
}

Swallow swallowOf(const Json& object) {
    const bool left = flagAt(object, "lstrip", false);
    const bool right = flagAt(object, "rstrip", false);
    if (left && right) return Swallow::Both;
    if (left) return Swallow::Left;
    return right ? Swallow::Right : Swallow::None;
}

/// A token as the JSON files write it: a string, or an object with "content". Empty content when it is neither.
NamedToken namedToken(const Json& value, Swallow ofString) {
    if (value.is_string()) return {value.get<std::string>(), ofString};
    if (value.is_object()) return {stringAt(value, "content"), swallowOf(value)};
    return {};
}

/// The slow class that the files name, or empty: GPT2TokenizerFast is named GPT2Tokenizer.
std::string classNamed(const Json& config, const Json& tokenizerConfig) {
    for (const Json* json : {&tokenizerConfig, &config}) {
        std::string name = stringAt(*json, "tokenizer_class");
        if (name.ends_with("Fast")) name.resize(name.size() - 4);
        if (!name.empty() && name != "PreTrainedTokenizer") return name;
    }
    return {};
}

Result<TokenizerKind> kindOfClass(const std::string& name, const std::filesystem::path& folder) {
    if (name == "GPT2Tokenizer") return TokenizerKind::Gpt2;
    if (name == "RobertaTokenizer") return TokenizerKind::Roberta;
    if (name == "LlamaTokenizer") return TokenizerKind::Llama;
    if (isThere(folder / "tokenizer.json")) return TokenizerKind::Fast;
    return unsupported("The tokenizer of " + folder.string() + " is of class '" + utf8::shown(name) +
                       "' and has no tokenizer.json; without one, byte-level BPE (GPT2Tokenizer, RobertaTokenizer) and "
                       "sentencepiece (LlamaTokenizer) are supported.");
}

/// Whether a model that names no class has GPT-2's or RoBERTa's.
bool hasSlowRules(const std::string& modelType) {
    constexpr std::array kTypes = {"", "gpt2", "gpt_neo", "gptj", "opt", "roberta"};
    return std::ranges::find(kTypes, modelType) != kTypes.end();
}

TokenizerKind kindOfFiles(const std::filesystem::path& folder, const Json& config, const Json& tokenizerConfig) {
    if (isThere(folder / "tokenizer.model")) return TokenizerKind::Llama;
    const std::string modelType = stringAt(config, "model_type");
    const bool namesFast = !stringAt(tokenizerConfig, "tokenizer_class").empty();  // PreTrainedTokenizerFast
    const bool hasSlowFiles = isThere(folder / "vocab.json") && isThere(folder / "merges.txt");
    const bool isSlow = hasSlowRules(modelType) && !namesFast && (hasSlowFiles || !modelType.empty());
    if (isThere(folder / "tokenizer.json") && !isSlow) return TokenizerKind::Fast;
    return modelType == "roberta" ? TokenizerKind::Roberta : TokenizerKind::Gpt2;
}

using Roles = std::map<std::string, NamedToken>;

/// The default tokens of the fast classes of transformers that have any, by class or else by model type.
Roles fastDefaults(const std::string& className, const std::string& modelType) {
    const auto is = [&](const char* name, const char* type) {
        return className.empty() ? modelType == type : className == name;
    };
    const auto all = [](const char* content, std::initializer_list<const char*> roles) {
        Roles defaults;
        for (const char* role : roles) defaults[role] = {content};
        return defaults;
    };
    if (is("BertTokenizer", "bert") || is("DistilBertTokenizer", "distilbert")) {
        return {{"unk_token", {"[UNK]"}},
                {"sep_token", {"[SEP]"}},
                {"pad_token", {"[PAD]"}},
                {"cls_token", {"[CLS]"}},
                {"mask_token", {"[MASK]"}}};
    }
    if (is("GPTNeoXTokenizer", "gpt_neox")) return all("<|endoftext|>", {"bos_token", "eos_token", "unk_token"});
    if (is("Qwen2Tokenizer", "qwen2")) return all("<|endoftext|>", {"eos_token", "unk_token", "pad_token"});
    if (is("BloomTokenizer", "bloom")) {
        return {{"unk_token", {"<unk>"}}, {"bos_token", {"<s>"}}, {"eos_token", {"</s>"}}, {"pad_token", {"<pad>"}}};
    }
    return {};
}

TokenizerSettings defaultsOf(TokenizerKind kind) {
    TokenizerSettings settings;
    settings.kind = kind;
    const auto set = [&](const char* role, const char* content, Swallow spaces = Swallow::None) {
        settings.roles[role] = {content, spaces};
    };
    if (kind == TokenizerKind::Fast) return settings;
    if (kind == TokenizerKind::Gpt2) {
        for (const char* role : {"bos_token", "eos_token", "unk_token"}) set(role, "<|endoftext|>");
        return settings;
    }
    set("bos_token", "<s>"), set("eos_token", "</s>"), set("unk_token", "<unk>");
    if (kind == TokenizerKind::Roberta) {
        set("cls_token", "<s>"), set("sep_token", "</s>"), set("pad_token", "<pad>");
        set("mask_token", "<mask>", Swallow::Left);
    }
    settings.addBos = kind == TokenizerKind::Llama;
    return settings;
}

/// `ofString`: what a plain string swallows; for the mask token of a tokenizer_config the class's default stays.
void takeRoles(TokenizerSettings& settings, const Json& json, Swallow ofString) {
    for (const std::string& role : tokenRoles()) {
        const auto found = json.find(role);
        if (found == json.end()) continue;
        const bool defaultMask = role == "mask_token" && ofString == Swallow::None && settings.roles.contains(role);
        NamedToken token = namedToken(*found, defaultMask ? settings.roles[role].spaces : ofString);
        if (!token.content.empty()) settings.roles[role] = std::move(token);
    }
    const auto more = json.find("additional_special_tokens");
    if (more == json.end() || !more->is_array()) return;
    settings.additionalSpecial.clear();
    for (const Json& value : *more) {
        NamedToken token = namedToken(value, Swallow::Both);
        if (!token.content.empty()) settings.additionalSpecial.push_back(std::move(token));
    }
}

std::optional<TokenId> addedId(std::int64_t value) {
    if (value < 0 || value > kMaxAddedId) return std::nullopt;
    return static_cast<TokenId>(value);
}

/// added_tokens.json: content → id.
Result<void> takeAddedTokens(TokenizerSettings& settings, const std::filesystem::path& file) {
    auto json = readOptionalObject(file);
    if (!json) return json.error();
    for (const auto& [content, value] : json->items()) {
        const auto id = value.is_number_integer() ? addedId(value.get<std::int64_t>()) : std::nullopt;
        if (!id || content.empty())
            return invalidInput(file.string() + ": '" + utf8::shown(content) + "' has no valid id.");
        settings.added.push_back({{content, Swallow::Both}, *id, false});
    }
    return {};
}

/// tokenizer_config.json's added_tokens_decoder (transformers ≥ 4.34): id → object.
Result<void> takeAddedDecoder(TokenizerSettings& settings, const Json& json, const std::filesystem::path& file) {
    const auto decoder = json.find("added_tokens_decoder");
    if (decoder == json.end() || !decoder->is_object()) return {};
    std::map<std::string, AddedToken> byContent;
    for (AddedToken& token : settings.added) byContent.emplace(token.token.content, std::move(token));
    for (const auto& [key, value] : decoder->items()) {
        std::int64_t number = -1;
        const auto [end, code] = std::from_chars(key.data(), key.data() + key.size(), number);
        const bool whole = code == std::errc() && end == key.data() + key.size();
        const auto id = whole ? addedId(number) : std::nullopt;
        NamedToken token = namedToken(value, Swallow::None);
        if (!id || token.content.empty()) {
            return invalidInput(file.string() + ": added_tokens_decoder has a bad entry '" + utf8::shown(key) + "'.");
        }
        byContent.insert_or_assign(token.content, AddedToken{token, *id, flagAt(value, "special", false)});
    }
    settings.added.clear();
    for (auto& [content, token] : byContent) settings.added.push_back(std::move(token));
    return {};
}

}  // namespace

const std::vector<std::string>& tokenRoles() {
    static const std::vector<std::string> roles = {"bos_token", "eos_token", "unk_token", "sep_token",
                                                   "pad_token", "cls_token", "mask_token"};
    return roles;
}

Result<TokenizerSettings> readTokenizerSettings(const std::filesystem::path& folder, const Json& config) {
    const std::filesystem::path file = folder / "tokenizer_config.json";
    auto tokenizerConfig = readOptionalObject(file);
    if (!tokenizerConfig) return tokenizerConfig.error();
    auto specialMap = readOptionalObject(folder / "special_tokens_map.json");
    if (!specialMap) return specialMap.error();
    const Json& model = config.is_object() ? config : Json::object();
    const std::string className = classNamed(model, *tokenizerConfig);
    auto kind = className.empty() ? kindOfFiles(folder, model, *tokenizerConfig) : kindOfClass(className, folder);
    if (!kind) return kind.error();

    TokenizerSettings settings = defaultsOf(*kind);
    if (*kind == TokenizerKind::Fast) settings.roles = fastDefaults(className, stringAt(model, "model_type"));
    takeRoles(settings, *tokenizerConfig, Swallow::None);
    takeRoles(settings, *specialMap, Swallow::Both);
    settings.addPrefixSpace = flagAt(*tokenizerConfig, "add_prefix_space", false);
    settings.addBos = flagAt(*tokenizerConfig, "add_bos_token", settings.addBos);
    settings.addEos = flagAt(*tokenizerConfig, "add_eos_token", settings.addEos);
    settings.prefixEverySegment = flagAt(*tokenizerConfig, "legacy", true);
    if (auto taken = takeAddedTokens(settings, folder / "added_tokens.json"); !taken) return taken.error();
    if (auto taken = takeAddedDecoder(settings, *tokenizerConfig, file); !taken) return taken.error();
    std::ranges::sort(settings.added, {}, &AddedToken::id);
    return settings;
}

}  // namespace detox
