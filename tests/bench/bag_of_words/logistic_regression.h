// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "tests/bench/bag_of_words/text_features.h"

namespace detox::bench {

struct LabelledRow {
    SparseRow features;
    bool toxic = false;
};

/// P(toxic) = 1/(1 + exp(−w·x − b)); minimises C·Σ log-loss + ½|w|², the intercept free (scikit-learn's
/// LogisticRegression with its L2 penalty).
class LogisticRegression {
public:
    /// Accelerated gradient steps (Nesterov 1983; restarts after O'Donoghue and Candès 2015) until the objective's
    /// relative change is below 1e-7.
    LogisticRegression(const std::vector<LabelledRow>& rows, std::size_t features, double inverseRegularisation);

    [[nodiscard]] double probability(const SparseRow& row) const;
    [[nodiscard]] int iterations() const { return m_iterations; }

private:
    std::vector<double> m_weights;  // the intercept last
    int m_iterations = 0;
};

}  // namespace detox::bench
