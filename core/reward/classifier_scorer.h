// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/api/generation.h"
#include "core/models/sequence_classifier.h"
#include "core/reward/label_roles.h"
#include "core/text/tokenizer.h"
#include "core/util/step_check.h"

namespace detox {

/// A toxicity classifier with its tokenizer. Used by one thread at a time.
class ClassifierScorer final : public TextScorer {
public:
    /// `neutralLabel` empty: by role. `check` is called before each batch and may end score() with its Error. Throws
    /// Error: not a classifier folder, no tokenizer, no neutral label.
    ClassifierScorer(const std::filesystem::path& folder, const std::string& neutralLabel,
                     StepCheck check = stopCheck({}));

    ClassifierScorer(const ModelFolder& folder, const std::string& neutralLabel, StepCheck check);

    /// Texts longer than the classifier takes are cut at the end; the empty text is scored like any other.
    [[nodiscard]] Result<std::vector<TextScore>> score(const std::vector<std::string>& texts) override;
    [[nodiscard]] std::vector<std::string> labels() const override { return m_roles.labels; }
    [[nodiscard]] std::string neutralLabel() const override { return m_roles.neutralName(); }
    [[nodiscard]] const LabelRoles& roles() const { return m_roles; }

private:
    [[nodiscard]] std::vector<TextScore> scoreAll(const std::vector<std::string>& texts) const;
    [[nodiscard]] std::vector<TokenId> encode(const std::string& text) const;

    SequenceClassifier m_classifier;
    std::unique_ptr<Tokenizer> m_tokenizer;
    LabelRoles m_roles;
    StepCheck m_check;
};

[[nodiscard]] Result<std::unique_ptr<TextScorer>> openTextScorer(const std::filesystem::path& folder,
                                                                 const std::string& neutralLabel,
                                                                 StepCheck check = stopCheck({}));

}  // namespace detox
