// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/token_rows.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <ATen/ops/empty.h>

#include "core/util/random.h"

namespace detox {
namespace {

/// "update" of the address: 0 and 1 are the split, epochs follow.
constexpr std::uint32_t kSplitDraw = 0;
constexpr std::uint32_t kOrderDraw = 1;
constexpr std::uint32_t kFirstEpochDraw = 2;

RandomAddress address(std::uint64_t seed, std::uint32_t draw, std::int64_t index, std::uint32_t word = 0) {
    return {.seed = seed,
            .purpose = RandomPurpose::DataOrder,
            .update = draw,
            .sample = static_cast<std::uint32_t>(index),
            .token = word};
}

std::vector<std::int64_t> permutation(std::int64_t count, std::uint64_t seed, std::uint32_t draw) {
    std::vector<std::pair<std::uint64_t, std::int64_t>> keyed(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) {
        const std::uint64_t high = randomBits(address(seed, draw, i, 0));
        keyed[i] = {(high << 32U) | randomBits(address(seed, draw, i, 1)), i};
    }
    std::sort(keyed.begin(), keyed.end());
    std::vector<std::int64_t> order(keyed.size());
    std::transform(keyed.begin(), keyed.end(), order.begin(), [](const auto& key) { return key.second; });
    return order;
}

}  // namespace

DocumentSplit splitDocuments(std::vector<std::string> documents, double heldOutShare, std::uint64_t seed) {
    DocumentSplit split;
    for (const auto i : permutation(static_cast<std::int64_t>(documents.size()), seed, kOrderDraw)) {
        const bool held = randomUniform(address(seed, kSplitDraw, i)) < heldOutShare;
        (held ? split.heldOut : split.training).push_back(std::move(documents[i]));
    }
    return split;
}

Result<TokenRows> TokenRows::pack(const std::vector<std::string>& documents, const Tokenizer& tokenizer,
                                  int rowTokens) {
    const auto eos = tokenizer.eos();
    if (!eos) return invalidInput("The tokenizer has no end-of-text token, which separates documents.");
    std::vector<TokenId> stream;
    for (const auto& document : documents) {
        const auto ids = tokenizer.encode(document, SpecialTokens::None);
        stream.insert(stream.end(), ids.begin(), ids.end());
        stream.push_back(*eos);
    }
    if (stream.size() < static_cast<std::size_t>(rowTokens) + 1) {
        return invalidInput("The texts hold " + std::to_string(stream.size()) + " tokens, less than one row of " +
                            std::to_string(rowTokens) + "; give more text or shorter rows.");
    }
    return TokenRows(std::move(stream), rowTokens);
}

TokenRows::TokenRows(std::vector<TokenId> stream, int rowTokens)
    : m_stream(std::move(stream)),
      m_rowTokens(rowTokens),
      m_count((static_cast<std::int64_t>(m_stream.size()) - 1) / rowTokens) {}

at::Tensor TokenRows::gather(const std::vector<std::int64_t>& rows, int offset) const {
    at::Tensor out = at::empty({static_cast<std::int64_t>(rows.size()), m_rowTokens}, at::kLong);
    auto* to = out.data_ptr<std::int64_t>();
    for (const auto row : rows) {
        const auto from = m_stream.begin() + row * m_rowTokens + offset;
        to = std::copy(from, from + m_rowTokens, to);
    }
    return out;
}

at::Tensor TokenRows::inputs(const std::vector<std::int64_t>& rows) const {
    return gather(rows, 0);
}

at::Tensor TokenRows::targets(const std::vector<std::int64_t>& rows) const {
    return gather(rows, 1);
}

std::vector<TokenId> TokenRows::allTargets() const {
    return {m_stream.begin() + 1, m_stream.begin() + 1 + tokens()};
}

std::vector<std::int64_t> rowOrder(std::int64_t rows, std::uint64_t seed, std::int64_t epoch) {
    return permutation(rows, seed, kFirstEpochDraw + static_cast<std::uint32_t>(epoch));
}

double unigramPerplexity(const std::vector<TokenId>& counted, const std::vector<TokenId>& measured, int vocabulary) {
    std::vector<double> counts(static_cast<std::size_t>(vocabulary), 1.0);
    for (const auto id : counted) counts[id] += 1.0;
    const double logTotal = std::log(std::accumulate(counts.begin(), counts.end(), 0.0));
    double sum = 0;
    for (const auto id : measured) sum += logTotal - std::log(counts[id]);
    return std::exp(sum / static_cast<double>(measured.size()));
}

}  // namespace detox
