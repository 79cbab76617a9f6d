// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/config/generation_config.h"
#include "core/text/tokenizer.h"

namespace detox {

/// What a rule may look at.
struct DecodingContext {
    std::span<const TokenId> tokens;  ///< prompt and response so far
    int generated = 0;                ///< how many of them are the response's
};

/// Changes the scores of the next token; a forbidden token gets −∞. Definitions follow transformers 4.33
/// generation/logits_process.py.
class LogitsRule {
public:
    virtual ~LogitsRule() = default;
    virtual void apply(std::span<float> logits, const DecodingContext& context) const = 0;
};

/// score / t
class Temperature final : public LogitsRule {
public:
    explicit Temperature(double temperature) : m_temperature(temperature) {}
    void apply(std::span<float> logits, const DecodingContext&) const override;

private:
    double m_temperature;
};

/// Keeps the k highest; ties with the k-th stay.
class TopK final : public LogitsRule {
public:
    explicit TopK(int k) : m_k(k) {}
    void apply(std::span<float> logits, const DecodingContext&) const override;

private:
    int m_k;
};

/// Keeps the fewest most likely tokens whose probabilities reach p (Holtzman et al. 2020), at least `minKept`; of equal
/// ones the first stay.
class TopP final : public LogitsRule {
public:
    explicit TopP(double p, int minKept = 1) : m_p(p), m_minKept(minKept) {}
    void apply(std::span<float> logits, const DecodingContext&) const override;

private:
    double m_p;
    int m_minKept;
};

/// Keskar et al. 2019, section 4.1: divides positive, multiplies negative scores of tokens that occurred.
class RepetitionPenalty final : public LogitsRule {
public:
    explicit RepetitionPenalty(double penalty) : m_penalty(penalty) {}
    void apply(std::span<float> logits, const DecodingContext& context) const override;

private:
    double m_penalty;
};

/// No n tokens in a row occur twice.
class NoRepeatNgram final : public LogitsRule {
public:
    explicit NoRepeatNgram(int n) : m_n(n) {}
    void apply(std::span<float> logits, const DecodingContext& context) const override;

private:
    int m_n;
};

/// The end token is forbidden before `count` tokens were generated.
class MinNewTokens final : public LogitsRule {
public:
    MinNewTokens(int count, TokenId eos) : m_count(count), m_eos(eos) {}
    void apply(std::span<float> logits, const DecodingContext& context) const override;

private:
    int m_count;
    TokenId m_eos;
};

/// The rules `config` asks for, in transformers' order: repetition, floor, temperature, top-k, top-p. Greedy decoding
/// keeps those that forbid or penalise and drops the rest.
[[nodiscard]] std::vector<std::unique_ptr<LogitsRule>> rulesFor(const SamplerConfig& config,
                                                                std::optional<TokenId> eos);

}  // namespace detox
