// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipeline/pre_tokenizer.h"

#include "core/text/pipeline/character_class.h"
#include "core/text/pipeline/oniguruma_pattern.h"
#include "core/text/pipeline/split_pattern.h"
#include "core/text/word_splitter.h"
#include "core/util/utf8.h"

namespace detox {
namespace {

enum class Matches { AreDelimiters, AreWords };

class SplitStep final : public PreTokenizerStep {
public:
    SplitStep(std::unique_ptr<const SplitPattern> pattern, SplitBehaviour behaviour,
              Matches matches = Matches::AreDelimiters)
        : m_pattern(std::move(pattern)), m_behaviour(behaviour), m_matches(matches) {}

    void split(std::string_view text, const TakePiece& take) const override {
        std::vector<PatternPiece> pieces = m_pattern->find(text);
        if (m_matches == Matches::AreWords) {
            for (PatternPiece& piece : pieces) piece.isMatch = !piece.isMatch;
        }
        for (const PatternPiece& piece : keptPieces(pieces, m_behaviour)) {
            if (piece.begin < piece.end) take(text.substr(piece.begin, piece.end - piece.begin));
        }
    }

private:
    std::unique_ptr<const SplitPattern> m_pattern;
    SplitBehaviour m_behaviour;
    Matches m_matches;
};

class ByteLevelStep final : public PreTokenizerStep {
public:
    ByteLevelStep(bool prefixesSpace, std::optional<WordSplitter> splitter)
        : m_prefixesSpace(prefixesSpace), m_splitter(std::move(splitter)) {}

    void split(std::string_view text, const TakePiece& take) const override {
        std::string spaced;
        if (m_prefixesSpace && !text.starts_with(' ')) {
            spaced = " " + std::string(text);
            text = spaced;
        }
        if (m_splitter) {
            m_splitter->split(text, take);
        } else {
            take(text);
        }
    }

private:
    bool m_prefixesSpace;
    std::optional<WordSplitter> m_splitter;
};

using Step = std::unique_ptr<const PreTokenizerStep>;

Step atCharacters(CharacterTest test, SplitBehaviour behaviour) {
    return std::make_unique<SplitStep>(splitAtCharacters(test), behaviour);
}

std::unique_ptr<const SplitPattern> regexPattern(const JsonPart& json) {
    auto pattern = pcreFromOniguruma(json.text());
    if (!pattern) throw unsupported(json.where() + ": in this regular expression " + pattern.error().message() + ".");
    auto regex = Regex::compile(*pattern);
    if (!regex) throw json.wrong("is no usable regular expression: " + regex.error().message());
    return splitAtRegex(std::move(*regex));
}

std::unique_ptr<const SplitPattern> patternOf(const JsonPart& json) {
    if (const auto text = json.find("String")) return splitAtText(text->text());
    if (const auto regex = json.find("Regex")) return regexPattern(*regex);
    throw json.wrong("must have \"String\" or \"Regex\"");
}

SplitBehaviour behaviourOf(const JsonPart& json) {
    const std::string& name = json.text();
    if (name == "Removed") return SplitBehaviour::Removed;
    if (name == "Isolated") return SplitBehaviour::Isolated;
    if (name == "MergedWithPrevious") return SplitBehaviour::MergedWithPrevious;
    if (name == "MergedWithNext") return SplitBehaviour::MergedWithNext;
    if (name == "Contiguous") return SplitBehaviour::Contiguous;
    throw json.wrong("is '" + utf8::shown(name) +
                     "' and must be Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous");
}

Step splitStep(const JsonPart& json) {
    const Matches matches = json.flagOr("invert", false) ? Matches::AreWords : Matches::AreDelimiters;
    return std::make_unique<SplitStep>(patternOf(json.at("pattern")), behaviourOf(json.at("behavior")), matches);
}

/// Words and runs of other visible characters: \w+|[^\w\s]+ of Rust, whose \w takes in the joiners.
Step whitespaceStep() {
    constexpr char kPattern[] = R"([\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\x{200C}\x{200D}]+)"
                                R"(|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\x{200C}\x{200D}\p{White_Space}]+)";
    return std::make_unique<SplitStep>(splitAtRegex(Regex::compile(kPattern).orThrow()), SplitBehaviour::Removed,
                                       Matches::AreWords);
}

Step byteLevelStep(const JsonPart& json) {
    std::optional<WordSplitter> splitter;
    if (json.flagOr("use_regex", true)) splitter = WordSplitter::create().orThrow();
    return std::make_unique<ByteLevelStep>(json.flagOr("add_prefix_space", true), std::move(splitter));
}

Step stepOf(const JsonPart& json) {
    const std::string& type = json.at("type").text();
    if (type == "ByteLevel") return byteLevelStep(json);
    if (type == "Split") return splitStep(json);
    if (type == "Whitespace") return whitespaceStep();
    if (type == "WhitespaceSplit") return atCharacters(isWhiteSpace, SplitBehaviour::Removed);
    if (type == "Digits") {
        const bool individual = json.flagOr("individual_digits", false);
        return atCharacters(isNumeric, individual ? SplitBehaviour::Isolated : SplitBehaviour::Contiguous);
    }
    if (type == "Punctuation") {
        const auto behaviour = json.find("behavior");
        return atCharacters(isPunctuation, behaviour ? behaviourOf(*behaviour) : SplitBehaviour::Isolated);
    }
    throw json.unknownStep(
        "ByteLevel, Split, Whitespace, WhitespaceSplit, Digits, Punctuation, BertPreTokenizer and Sequence");
}

}  // namespace

PreTokenizer::PreTokenizer(const std::optional<JsonPart>& json) {
    if (json) add(*json);
}

void PreTokenizer::add(const JsonPart& json) {
    json.refuseStepAfter(m_steps.size());
    const std::string& type = json.at("type").text();
    if (type == "Sequence") {
        for (const JsonPart& step : json.at("pretokenizers").elements()) add(step);
        return;
    }
    if (m_isByteLevel) throw unsupported(json.where() + ": a step after ByteLevel is not supported.");
    if (type == "BertPreTokenizer") {
        m_steps.push_back(atCharacters(isWhiteSpace, SplitBehaviour::Removed));
        m_steps.push_back(atCharacters(isPunctuation, SplitBehaviour::Isolated));
        return;
    }
    m_steps.push_back(stepOf(json));
    m_isByteLevel = type == "ByteLevel";
}

void PreTokenizer::splitFrom(std::size_t step, std::string_view text, const TakePiece& take) const {
    if (step == m_steps.size()) return take(text);
    m_steps[step]->split(text, [&](std::string_view piece) { splitFrom(step + 1, piece, take); });
}

}  // namespace detox
