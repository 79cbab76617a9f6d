// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/pipeline/json_part.h"

namespace detox {

/// One step that rewrites text before it is cut into words. Immutable; valid UTF-8 in and out.
class NormalizerStep {
public:
    virtual ~NormalizerStep() = default;
    [[nodiscard]] virtual std::string apply(std::string_view text) const = 0;
};

/// The "normalizer" of a tokenizer.json (huggingface/tokenizers src/normalizers).
class Normalizer {
public:
    /// Nothing: text stays as it is. Throws an Error that names a step it does not know.
    explicit Normalizer(const std::optional<JsonPart>& json);

    [[nodiscard]] std::string apply(std::string_view text) const;

private:
    void add(const JsonPart& json);
    std::vector<std::unique_ptr<const NormalizerStep>> m_steps;
};

}  // namespace detox
