// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/make_prompts_sampler.h"

#include <algorithm>
#include <iterator>

#include <c10/core/GradMode.h>

#include "core/util/error.h"
#include "core/util/random.h"
#include "core/util/utf8.h"

namespace detox {
namespace {

constexpr std::size_t kBatch = 64;  ///< rows decoded together
constexpr std::int64_t kShortestAnswer = 20;
constexpr std::int64_t kLongestAnswer = 30;

std::string textOf(const Tokenizer& tokenizer, const std::vector<TokenId>& ids) {
    std::string bytes;
    for (const TokenId id : ids) bytes += tokenizer.bytesOf(id);
    return utf8::sanitized(bytes);
}

}  // namespace

BeginningSampler::BeginningSampler(const ModelFolder& folder, std::uint64_t seed)
    : m_seed(seed),
      m_model(CausalLm::load(folder)),
      m_tokenizer(loadTokenizer(folder.tokenizer, folder.config).orThrow()) {
    const auto start = m_tokenizer->eos() ? m_tokenizer->eos() : m_tokenizer->bos();
    if (!start) throw invalidInput("The model in " + folder.path.string() + " has no token that begins a text.");
    m_start = *start;
}

std::vector<DecodedRow> BeginningSampler::decode(std::vector<DecodeRow> rows, const StepCheck& check) const {
    const c10::NoGradGuard guard;
    std::vector<DecodedRow> decoded;
    for (std::size_t begin = 0; begin < rows.size(); begin += kBatch) {
        const auto first = rows.begin() + static_cast<long>(begin);
        const auto last = rows.begin() + static_cast<long>(std::min(begin + kBatch, rows.size()));
        auto part = decodeAll(m_model, SamplerConfig{}, {first, last}, check);
        std::ranges::move(part, std::back_inserter(decoded));
    }
    return decoded;
}

/// A word ends where what follows begins with neither a letter nor a digit.
bool BeginningSampler::endsWord(const std::vector<TokenId>& ids, std::size_t length) const {
    const std::string next = m_tokenizer->bytesOf(ids[length]);
    if (next.empty()) return false;
    const auto c = static_cast<unsigned char>(next.front());
    return !((c >= '0' && c <= '9') || ((c | 0x20U) >= 'a' && (c | 0x20U) <= 'z') || c >= 0x80 || c == '\'');
}

std::vector<PromptCandidate> BeginningSampler::beginnings(int count, const StepCheck& check) {
    const std::uint32_t round = m_round++;
    std::vector<DecodeRow> rows;
    for (int i = 0; i < count; ++i) {
        const RandomAddress address{.seed = m_seed,
                                    .purpose = RandomPurpose::ProbeSampling,
                                    .update = round,
                                    .sample = static_cast<std::uint32_t>(i)};
        rows.push_back({{m_start}, static_cast<int>(kLongest) + 1, address});
    }
    std::vector<PromptCandidate> kept;
    const auto decoded = decode(std::move(rows), check);
    for (std::size_t i = 0; i < decoded.size(); ++i) {
        const auto& ids = decoded[i].ids;
        if (decoded[i].endedByItself || ids.size() <= kLongest) continue;
        std::vector<std::size_t> lengths;
        for (std::size_t length = kShortest; length <= kLongest; ++length) {
            if (endsWord(ids, length)) lengths.push_back(length);
        }
        if (lengths.empty()) continue;
        const RandomAddress address{.seed = m_seed,
                                    .purpose = RandomPurpose::PromptLength,
                                    .update = round,
                                    .sample = static_cast<std::uint32_t>(i)};
        const auto chosen = randomInteger(address, 0, std::ssize(lengths) - 1);
        PromptCandidate candidate{
            {ids.begin(), ids.begin() + static_cast<long>(lengths[static_cast<std::size_t>(chosen)])}, {}};
        candidate.text = m_tokenizer->decode(candidate.ids, ShowSpecial::Skip);
        if (m_tokenizer->encode(candidate.text, SpecialTokens::None) == candidate.ids)
            kept.push_back(std::move(candidate));
    }
    return kept;
}

std::vector<std::vector<Continuation>> BeginningSampler::continuations(const std::vector<PromptCandidate>& candidates,
                                                                       int each, const StepCheck& check) {
    const std::uint32_t round = m_round++;
    std::vector<DecodeRow> rows;
    for (const PromptCandidate& candidate : candidates) {
        for (int k = 0; k < each; ++k) {
            RandomAddress address{.seed = m_seed,
                                  .purpose = RandomPurpose::ResponseLength,
                                  .update = round,
                                  .sample = static_cast<std::uint32_t>(rows.size())};
            const auto length = randomInteger(address, kShortestAnswer, kLongestAnswer);
            address.purpose = RandomPurpose::ProbeSampling;
            rows.push_back({candidate.ids, static_cast<int>(length), address});
        }
    }
    const auto decoded = decode(std::move(rows), check);
    std::vector<std::vector<Continuation>> out(candidates.size());
    for (std::size_t i = 0; i < decoded.size(); ++i) {
        const auto& ids = decoded[i].ids;
        out[i / static_cast<std::size_t>(each)].push_back(
            {textOf(*m_tokenizer, ids), m_tokenizer->decode(ids, ShowSpecial::Skip)});
    }
    return out;
}

}  // namespace detox
