// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/classifier_rows.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/util/random.h"

namespace detox {
namespace {

constexpr std::size_t kStretch = 64;  ///< batches sorted by length together

/// 0 … count − 1 in the order of draws at (seed, DataOrder, update, index, which).
std::vector<std::size_t> shuffled(std::size_t count, RandomAddress address, std::uint32_t which) {
    address.token = which;
    std::vector<std::pair<std::uint32_t, std::size_t>> keyed;
    keyed.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        address.sample = static_cast<std::uint32_t>(i);
        keyed.emplace_back(randomBits(address), i);
    }
    std::ranges::sort(keyed);
    std::vector<std::size_t> order;
    order.reserve(count);
    for (const auto& [key, index] : keyed) order.push_back(index);
    return order;
}

}  // namespace

std::vector<ClassifierRow> encodeRows(const std::vector<LabelledText>& texts, const Tokenizer& tokenizer,
                                      int maxTokens) {
    std::vector<ClassifierRow> rows;
    rows.reserve(texts.size());
    for (const LabelledText& text : texts) {
        rows.push_back({.ids = encodeTruncated(tokenizer, text.text, static_cast<std::size_t>(maxTokens)),
                        .toxic = text.toxic,
                        .target = text.target,
                        .weight = text.weight});
    }
    return rows;
}

std::vector<ClassifierRow> encodeRows(const std::vector<std::string>& texts, const Tokenizer& tokenizer,
                                      int maxTokens) {
    std::vector<ClassifierRow> rows;
    rows.reserve(texts.size());
    for (const std::string& text : texts) {
        rows.push_back({.ids = encodeTruncated(tokenizer, text, static_cast<std::size_t>(maxTokens))});
    }
    return rows;
}

BatchPlan::BatchPlan(const std::vector<ClassifierRow>& rows, int batchSize, std::uint64_t seed)
    : m_rows(rows),
      m_batchSize(static_cast<std::size_t>(batchSize)),
      m_seed(seed),
      m_perEpoch(static_cast<std::int64_t>((rows.size() + m_batchSize - 1) / m_batchSize)) {}

const std::vector<std::size_t>& BatchPlan::batch(std::int64_t step) {
    if (step / m_perEpoch != m_epoch) plan(step / m_perEpoch);
    return m_batches[static_cast<std::size_t>(step % m_perEpoch)];
}

void BatchPlan::plan(std::int64_t epoch) {
    m_epoch = epoch;
    m_batches.clear();
    const RandomAddress address{
        .seed = m_seed, .purpose = RandomPurpose::DataOrder, .update = static_cast<std::uint32_t>(epoch)};
    std::vector<std::size_t> order = shuffled(m_rows.size(), address, 0);
    const auto length = [this](std::size_t row) { return m_rows[row].ids.size(); };
    std::uint32_t stretch = 0;
    for (std::size_t begin = 0; begin < order.size(); begin += kStretch * m_batchSize) {
        const std::size_t end = std::min(begin + kStretch * m_batchSize, order.size());
        const auto part = std::span(order).subspan(begin, end - begin);
        std::ranges::stable_sort(part, {}, length);
        const std::size_t batches = (part.size() + m_batchSize - 1) / m_batchSize;
        for (const std::size_t index : shuffled(batches, address, ++stretch)) {
            const std::size_t first = index * m_batchSize;
            const auto rows = part.subspan(first, std::min(m_batchSize, part.size() - first));
            m_batches.emplace_back(rows.begin(), rows.end());
        }
    }
}

}  // namespace detox
