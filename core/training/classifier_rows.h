// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/text/tokenizer.h"
#include "core/training/classifier_data.h"

namespace detox {

/// A text as the classifier sees it, special tokens included.
struct ClassifierRow {
    std::vector<TokenId> ids;
    bool toxic = false;
    double target = 0;  ///< P(toxic) to train towards
    double weight = 1;  ///< of the row's loss
};

/// Texts longer than `maxTokens` are cut.
[[nodiscard]] std::vector<ClassifierRow> encodeRows(const std::vector<LabelledText>& texts, const Tokenizer& tokenizer,
                                                    int maxTokens);
/// The same of texts without labels.
[[nodiscard]] std::vector<ClassifierRow> encodeRows(const std::vector<std::string>& texts, const Tokenizer& tokenizer,
                                                    int maxTokens);

/// Rows of about equal length together, so that little is padding: the rows of an epoch are shuffled, sorted by length
/// within stretches of 64 batches, cut into batches, and the batches of a stretch are shuffled again. A pure function
/// of seed and epoch.
class BatchPlan {
public:
    BatchPlan(const std::vector<ClassifierRow>& rows, int batchSize, std::uint64_t seed);

    [[nodiscard]] std::int64_t batchesPerEpoch() const { return m_perEpoch; }
    /// Row indices of batch `step`, counted over all epochs. Not for two threads at once.
    [[nodiscard]] const std::vector<std::size_t>& batch(std::int64_t step);

private:
    void plan(std::int64_t epoch);

    const std::vector<ClassifierRow>& m_rows;
    const std::size_t m_batchSize;
    const std::uint64_t m_seed;
    const std::int64_t m_perEpoch;
    std::int64_t m_epoch = -1;
    std::vector<std::vector<std::size_t>> m_batches;
};

}  // namespace detox
