// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bag_of_words/logistic_regression.h"

#include <cmath>
#include <cstddef>
#include <utility>

namespace detox::bench {
namespace {

constexpr int kMaxIterations = 3000;
constexpr double kTolerance = 1e-7;

double product(const std::vector<double>& weights, const SparseRow& row) {
    double sum = weights.back();
    for (const auto& entry : row.entries) sum += weights[entry.feature] * entry.value;
    return sum;
}

/// ln(1 + exp(x)) without overflow.
double softplus(double x) {
    return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

class Objective {
public:
    Objective(const std::vector<LabelledRow>& rows, double c) : m_rows(rows), m_c(c) {}

    [[nodiscard]] double value(const std::vector<double>& weights) const {
        double loss = 0;
        for (const LabelledRow& row : m_rows) {
            const double z = product(weights, row.features);
            loss += softplus(row.toxic ? -z : z);
        }
        double squares = 0;
        for (std::size_t i = 0; i + 1 < weights.size(); ++i) squares += weights[i] * weights[i];
        return m_c * loss + squares / 2;
    }

    [[nodiscard]] std::vector<double> gradient(const std::vector<double>& weights) const {
        std::vector<double> gradient = weights;
        gradient.back() = 0;
        for (const LabelledRow& row : m_rows) {
            const double p = 1 / (1 + std::exp(-product(weights, row.features)));
            const double error = m_c * (p - (row.toxic ? 1 : 0));
            for (const auto& entry : row.features.entries) gradient[entry.feature] += error * entry.value;
            gradient.back() += error;
        }
        return gradient;
    }

private:
    const std::vector<LabelledRow>& m_rows;
    const double m_c;
};

std::vector<double> moved(const std::vector<double>& from, const std::vector<double>& along, double step) {
    std::vector<double> to = from;
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += step * along[i];
    return to;
}

double squared(const std::vector<double>& v) {
    double sum = 0;
    for (const double x : v) sum += x * x;
    return sum;
}

}  // namespace

LogisticRegression::LogisticRegression(const std::vector<LabelledRow>& rows, std::size_t features, double c)
    : m_weights(features + 1, 0.0) {
    const Objective objective(rows, c);
    std::vector<double> ahead = m_weights;
    double lipschitz = 1;
    double momentum = 1;
    double best = objective.value(m_weights);
    for (m_iterations = 0; m_iterations < kMaxIterations; ++m_iterations) {
        const auto gradient = objective.gradient(ahead);
        const double from = objective.value(ahead);
        const double slope = squared(gradient);
        std::vector<double> next;
        double reached = 0;
        for (;; lipschitz *= 2) {
            next = moved(ahead, gradient, -1 / lipschitz);
            reached = objective.value(next);
            if (reached <= from - slope / (2 * lipschitz) + 1e-12 * std::abs(from)) break;
        }
        const bool worse = reached > best;
        const double nextMomentum = worse ? 1 : (1 + std::sqrt(1 + 4 * momentum * momentum)) / 2;
        const double share = worse ? 0 : (momentum - 1) / nextMomentum;
        ahead = moved(next, moved(next, m_weights, -1), share);
        m_weights = std::move(next);
        momentum = nextMomentum;
        lipschitz *= 0.95;
        if (!worse && best - reached < kTolerance * best) break;
        best = reached;
    }
}

double LogisticRegression::probability(const SparseRow& row) const {
    return 1 / (1 + std::exp(-product(m_weights, row)));
}

}  // namespace detox::bench
