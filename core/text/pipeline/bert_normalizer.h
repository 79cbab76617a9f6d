// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/pipeline/normalizer.h"

namespace detox {

// The parts of "BertNormalizer" that no other step does (huggingface/tokenizers normalizers/bert.rs).

/// Leaves out NUL, U+FFFD and control characters; any white space becomes a space.
class BertCleanText final : public NormalizerStep {
public:
    [[nodiscard]] std::string apply(std::string_view text) const override;
};

/// Puts a space on both sides of every ideograph.
class BertSpacedIdeographs final : public NormalizerStep {
public:
    [[nodiscard]] std::string apply(std::string_view text) const override;
};

/// Leaves out non-spacing marks; text must be decomposed (NFD) for letters to lose their accents.
class BertStripAccents final : public NormalizerStep {
public:
    [[nodiscard]] std::string apply(std::string_view text) const override;
};

}  // namespace detox
