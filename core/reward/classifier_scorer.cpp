// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/reward/classifier_scorer.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <c10/core/GradMode.h>

#include "core/hub/open_model.h"
#include "core/models/engine_errors.h"

namespace detox {
namespace {

constexpr std::size_t kBatch = 32;

/// Indices by length, so that a batch holds little padding.
std::vector<std::size_t> byLength(const std::vector<std::vector<TokenId>>& rows) {
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return rows[a].size() < rows[b].size(); });
    return order;
}

}  // namespace

ClassifierScorer::ClassifierScorer(const std::filesystem::path& folder, const std::string& neutralLabel,
                                   StepCheck check)
    : ClassifierScorer(openModel(folder).orThrow(), neutralLabel, std::move(check)) {}

ClassifierScorer::ClassifierScorer(const ModelFolder& folder, const std::string& neutralLabel, StepCheck check)
    : m_classifier(SequenceClassifier::load(folder)),
      m_tokenizer(loadTokenizer(folder.tokenizer, folder.config).orThrow()),
      m_roles(resolveRoles({.labels = m_classifier.config().labels,
                            .multiLabel = m_classifier.config().multiLabel,
                            .where = folder.path.string()},
                           neutralLabel)),
      m_check(std::move(check)) {}

std::vector<TokenId> ClassifierScorer::encode(const std::string& text) const {
    std::vector<TokenId> ids = m_tokenizer->encode(text, SpecialTokens::Add);
    const auto limit = static_cast<std::size_t>(m_classifier.config().maxTokens());
    if (ids.size() > limit) {
        const TokenId last = ids.back();
        ids.resize(limit);
        ids.back() = last;
    }
    return ids;
}

std::vector<TextScore> ClassifierScorer::scoreAll(const std::vector<std::string>& texts) const {
    const c10::NoGradGuard noGradient;
    std::vector<std::vector<TokenId>> rows;
    for (const auto& text : texts) rows.push_back(encode(text));
    const auto order = byLength(rows);
    std::vector<TextScore> scores(texts.size());
    for (std::size_t start = 0; start < order.size(); start += kBatch) {
        const std::size_t end = std::min(start + kBatch, order.size());
        std::vector<std::vector<TokenId>> batch;
        for (std::size_t i = start; i < end; ++i) batch.push_back(rows[order[i]]);
        const ComputeTurn turn = m_check();
        const at::Tensor logits =
            m_classifier.logits(padRows(batch, m_classifier.config().pad, PaddingSide::Right)).to(at::kDouble).cpu();
        const std::int64_t labels = logits.size(1);
        const double* values = logits.data_ptr<double>();
        for (std::size_t i = start; i < end; ++i, values += labels) {
            scores[order[i]] = interpret({values, values + labels}, m_roles);
        }
    }
    return scores;
}

Result<std::vector<TextScore>> ClassifierScorer::score(const std::vector<std::string>& texts) {
    return engineResult([&] { return scoreAll(texts); });
}

Result<std::unique_ptr<TextScorer>> openTextScorer(const std::filesystem::path& folder, const std::string& neutralLabel,
                                                   StepCheck check) {
    return engineResult([&]() -> std::unique_ptr<TextScorer> {
        return std::make_unique<ClassifierScorer>(folder, neutralLabel, std::move(check));
    });
}

}  // namespace detox
