// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <stop_token>
#include <vector>

#include "core/api/generation.h"

namespace detox {

enum class Side { Left, Right };

class SideBySideObserver {
public:
    virtual ~SideBySideObserver() = default;
    virtual void onPiece(Side side, const GeneratedPiece& piece) = 0;
};

/// Decodes the same request with two models, alternating token by token, until both end or `stop` is asked for (then
/// what was written so far is returned). Blocks.
[[nodiscard]] Result<std::array<std::vector<GeneratedText>, 2>> generateSideBySide(TextGenerator& left,
                                                                                   TextGenerator& right,
                                                                                   const GenerationRequest& request,
                                                                                   SideBySideObserver& observer,
                                                                                   std::stop_token stop);

}  // namespace detox
