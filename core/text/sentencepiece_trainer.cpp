// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/sentencepiece_trainer.h"

#include <algorithm>

#include "core/text/sentencepiece_library.h"
#include "core/util/files.h"
#include "core/util/utf8.h"

namespace detox {
namespace {

constexpr std::size_t kMaxSentenceBytes = 4000;  ///< the library drops sentences above 4,192
constexpr int kMinVocabulary = 300;              ///< 256 bytes, 5 special pieces and a few letters

/// The lines of the texts, cut to the length the library accepts.
class Sentences {
public:
    explicit Sentences(const std::vector<std::string>& texts) : m_texts(texts) {}

    /// Sets the next sentence, never an empty one; false when there is none left.
    bool next(std::string& sentence) {
        m_current.clear();
        while (m_current.empty() && (!m_rest.empty() || m_next < m_texts.size())) {
            if (m_rest.empty()) m_rest = m_texts[m_next++];
            takePiece();
        }
        sentence = m_current;
        return !sentence.empty();
    }

private:
    void takePiece() {
        std::size_t length = std::min(m_rest.find('\n'), m_rest.size());
        const bool isLine = length < m_rest.size();
        if (length > kMaxSentenceBytes) length = cutLength();
        const std::string_view piece = m_rest.substr(0, length);
        m_rest.remove_prefix(isLine && m_rest[length] == '\n' ? length + 1 : length);
        m_current = utf8::sanitized(piece);
        std::erase(m_current, '\0');  // the library stops reading there
        std::erase(m_current, '\r');
    }

    /// After a space where there is one in the last tenth, never inside a character.
    [[nodiscard]] std::size_t cutLength() const {
        const std::size_t space = m_rest.rfind(' ', kMaxSentenceBytes);
        if (space != std::string_view::npos && space > kMaxSentenceBytes * 9 / 10) return space;
        const std::string_view head = m_rest.substr(0, kMaxSentenceBytes);
        return kMaxSentenceBytes - utf8::incompleteTail(head);
    }

    const std::vector<std::string>& m_texts;
    std::size_t m_next = 0;
    std::string_view m_rest;
    std::string m_current;
};

sentencepiece_plugin::Flags trainerSettings(int vocabulary, PieceNormalisation normalisation) {
    const bool folds = normalisation == PieceNormalisation::FoldCase;
    return {{"model_type", "bpe"},
            {"vocab_size", std::to_string(vocabulary)},
            {"hard_vocab_limit", "false"},
            {"byte_fallback", "true"},
            {"character_coverage", "0.9998"},
            {"normalization_rule_name", folds ? "nmt_nfkc_cf" : "identity"},
            {"remove_extra_whitespaces", folds ? "true" : "false"},
            {"add_dummy_prefix", "true"},
            {"num_threads", "1"},
            {"unk_id", std::to_string(trained_piece::kUnknown)},
            {"bos_id", std::to_string(trained_piece::kBos)},
            {"eos_id", std::to_string(trained_piece::kEos)},
            {"pad_id", std::to_string(trained_piece::kPad)},
            {"control_symbols", "<mask>"},  // takes the next free id, kMask
            {"minloglevel", "2"}};
}

OrderedJson tokenObject(const char* content) {
    return {{"content", content}, {"single_word", false}, {"lstrip", false}, {"rstrip", false}, {"normalized", false}};
}

/// The roles, as special_tokens_map.json writes them.
OrderedJson roles(TokenizerUse use) {
    const bool causal = use == TokenizerUse::CausalModel;
    OrderedJson map;
    map["bos_token"] = tokenObject(causal ? "</s>" : "<s>");
    map["eos_token"] = tokenObject("</s>");
    map["unk_token"] = tokenObject("<unk>");
    map["pad_token"] = tokenObject("<pad>");
    if (causal) return map;
    map["cls_token"] = tokenObject("<s>");
    map["sep_token"] = tokenObject("</s>");
    map["mask_token"] = tokenObject("<mask>");
    return map;
}

OrderedJson tokenizerConfig(TokenizerUse use, int maxTokens) {
    OrderedJson config;
    config["tokenizer_class"] = "LlamaTokenizer";
    config["model_max_length"] = maxTokens;
    config["legacy"] = true;
    config["add_bos_token"] = use == TokenizerUse::Classifier;
    config["add_eos_token"] = use == TokenizerUse::Classifier;
    config["clean_up_tokenization_spaces"] = false;
    config["spaces_between_special_tokens"] = false;
    config["sp_model_kwargs"] = OrderedJson::object();
    const OrderedJson named = roles(use);
    for (const auto& [role, token] : named.items()) {
        config[role] = token;
        config[role]["__type"] = "AddedToken";
    }
    return config;
}

}  // namespace

Result<std::string> trainSentencePiece(const std::vector<std::string>& texts, int vocabulary,
                                       PieceNormalisation normalisation) {
    if (vocabulary < kMinVocabulary) {
        return invalidInput("A vocabulary of " + std::to_string(vocabulary) + " pieces is too small; take at least " +
                            std::to_string(kMinVocabulary) + ".");
    }
    std::string first;
    if (!Sentences(texts).next(first)) return invalidInput("There is no text to make a vocabulary from.");
    const auto library = sentencePieceLibrary();
    if (!library) return library.error();
    Sentences sentences(texts);
    const auto next = [&sentences](std::string& sentence) { return sentences.next(sentence); };
    std::string model;
    std::string error;
    if ((*library)->train(next, trainerSettings(vocabulary, normalisation), model, error)) return model;
    return internalError("sentencepiece could not make a vocabulary: " + error);
}

Result<void> writeTokenizerFiles(const std::filesystem::path& folder, const std::string& model, TokenizerUse use,
                                 int maxTokens) {
    if (auto written = writeFileAtomically(folder / "tokenizer.model", model); !written) return written;
    const std::string config = tokenizerConfig(use, maxTokens).dump(2) + "\n";
    if (auto written = writeFileAtomically(folder / "tokenizer_config.json", config); !written) return written;
    return writeFileAtomically(folder / "special_tokens_map.json", roles(use).dump(2) + "\n");
}

}  // namespace detox
