// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipeline/normalizer.h"

#include <unicode/normalizer2.h>

#include "core/text/pipeline/bert_normalizer.h"
#include "core/text/pipeline/character_class.h"
#include "core/text/pipeline/code_points.h"
#include "core/text/pipeline/combining_marks.h"

namespace detox {
namespace {

constexpr std::size_t kMaxBytes = 1U << 29U;  ///< ICU counts bytes in 32 bits, of the decomposed text, too

using GetForm = const icu::Normalizer2* (*)(UErrorCode&);

class UnicodeForm final : public NormalizerStep {
public:
    explicit UnicodeForm(GetForm get) {
        UErrorCode status = U_ZERO_ERROR;
        m_form = get(status);
        if (U_FAILURE(status)) throw internalError("ICU lacks its normalisation data.");
    }

    [[nodiscard]] std::string apply(std::string_view given) const override {
        if (given.size() > kMaxBytes) throw invalidInput("A text of more than 512 MiB cannot be normalised.");
        const std::string text = withMarksInOrder(given, *m_form);
        std::string out;
        icu::StringByteSink<std::string> sink(&out, static_cast<int>(text.size()));
        UErrorCode status = U_ZERO_ERROR;
        m_form->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int>(text.size())), sink, nullptr, status);
        if (U_FAILURE(status)) throw internalError("ICU cannot normalise a text.");
        return out;
    }

private:
    const icu::Normalizer2* m_form;  // ICU's own
};

class LowerCase final : public NormalizerStep {
public:
    [[nodiscard]] std::string apply(std::string_view text) const override {
        std::string out;
        forEachCodePoint(text, [&](char32_t c) { appendLowerCase(out, c); });
        return out;
    }
};

class StripAccents final : public NormalizerStep {
public:
    [[nodiscard]] std::string apply(std::string_view text) const override {
        std::string out;
        forEachCodePoint(text, [&](char32_t c) {
            if (!isMark(c)) utf8::append(out, c);
        });
        return out;
    }
};

GetForm formNamed(const std::string& name) {
    if (name == "NFC") return icu::Normalizer2::getNFCInstance;
    if (name == "NFD") return icu::Normalizer2::getNFDInstance;
    if (name == "NFKC") return icu::Normalizer2::getNFKCInstance;
    if (name == "NFKD") return icu::Normalizer2::getNFKDInstance;
    return nullptr;
}

}  // namespace

Normalizer::Normalizer(const std::optional<JsonPart>& json) {
    if (json) add(*json);
}

void Normalizer::add(const JsonPart& json) {
    json.refuseStepAfter(m_steps.size());
    const std::string& type = json.at("type").text();
    if (type == "Sequence") {
        for (const JsonPart& step : json.at("normalizers").elements()) add(step);
    } else if (const GetForm form = formNamed(type)) {
        m_steps.push_back(std::make_unique<UnicodeForm>(form));
    } else if (type == "Lowercase") {
        m_steps.push_back(std::make_unique<LowerCase>());
    } else if (type == "StripAccents") {
        m_steps.push_back(std::make_unique<StripAccents>());
    } else if (type == "BertNormalizer") {
        const bool lowers = json.flagOr("lowercase", true);
        if (json.flagOr("clean_text", true)) m_steps.push_back(std::make_unique<BertCleanText>());
        if (json.flagOr("handle_chinese_chars", true)) m_steps.push_back(std::make_unique<BertSpacedIdeographs>());
        if (json.flagOr("strip_accents", lowers)) {
            m_steps.push_back(std::make_unique<UnicodeForm>(icu::Normalizer2::getNFDInstance));
            m_steps.push_back(std::make_unique<BertStripAccents>());
        }
        if (lowers) m_steps.push_back(std::make_unique<LowerCase>());
    } else {
        throw json.unknownStep("NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, BertNormalizer and Sequence");
    }
}

std::string Normalizer::apply(std::string_view text) const {
    std::string out(text);
    for (const auto& step : m_steps) out = step->apply(out);
    return out;
}

}  // namespace detox
