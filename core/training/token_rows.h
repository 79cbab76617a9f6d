// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/text/tokenizer.h"

namespace detox {

struct DocumentSplit {
    std::vector<std::string> training;
    std::vector<std::string> heldOut;
};

/// Draws each document's side and the order of both from `seed` alone: the same documents give the same split.
[[nodiscard]] DocumentSplit splitDocuments(std::vector<std::string> documents, double heldOutShare, std::uint64_t seed);

/// Documents as one stream of ids, each ended by EOS, cut into rows of equal length. A row's targets are its inputs one
/// position on, so every position but the stream's last is learned from once per epoch.
class TokenRows {
public:
    /// Fails when the texts give less than one row, or the tokenizer has no end-of-text token.
    [[nodiscard]] static Result<TokenRows> pack(const std::vector<std::string>& documents, const Tokenizer& tokenizer,
                                                int rowTokens);

    [[nodiscard]] std::int64_t count() const { return m_count; }
    [[nodiscard]] int rowTokens() const { return m_rowTokens; }
    [[nodiscard]] std::int64_t tokens() const { return m_count * m_rowTokens; }
    /// int64 [rows, rowTokens] of the rows named.
    [[nodiscard]] at::Tensor inputs(const std::vector<std::int64_t>& rows) const;
    [[nodiscard]] at::Tensor targets(const std::vector<std::int64_t>& rows) const;
    /// The targets of all rows in order.
    [[nodiscard]] std::vector<TokenId> allTargets() const;

private:
    TokenRows(std::vector<TokenId> stream, int rowTokens);
    [[nodiscard]] at::Tensor gather(const std::vector<std::int64_t>& rows, int offset) const;

    std::vector<TokenId> m_stream;
    int m_rowTokens = 0;
    std::int64_t m_count = 0;
};

/// The order of `rows` rows in `epoch`: a permutation that depends on seed and epoch only.
[[nodiscard]] std::vector<std::int64_t> rowOrder(std::int64_t rows, std::uint64_t seed, std::int64_t epoch);

/// exp of the mean −log p over `measured` of a unigram model counted on `counted`, one added to every count.
[[nodiscard]] double unigramPerplexity(const std::vector<TokenId>& counted, const std::vector<TokenId>& measured,
                                       int vocabulary);

}  // namespace detox
