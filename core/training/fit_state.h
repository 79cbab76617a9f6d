// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/models/adamw.h"
#include "core/models/parameters.h"
#include "core/util/result.h"

namespace detox {

/// How far a fit has come.
struct FitProgress {
    std::int64_t step = 0;
    double seconds = 0;  ///< spent training, pauses left out
    double loss = 0;     ///< running mean, for people
};

/// Where a fit keeps what resuming needs: ROOT/step-NNNNNNNNN/ with state.json {"step", "seconds", "loss",
/// "optimiserSteps", "belongsTo"} and tensors.safetensors (float32 weight/NAME, first/NAME, second/NAME). Each appears
/// whole or not at all; only the newest is kept.
class FitStateFolder {
public:
    /// `belongsTo` is a hash of settings and data; a state made from others is refused on restore.
    FitStateFolder(std::filesystem::path root, std::string belongsTo);

    [[nodiscard]] const std::filesystem::path& root() const { return m_root; }
    [[nodiscard]] Result<void> save(const FitProgress& progress, const std::vector<NamedTensor>& parameters,
                                    const AdamW& optimiser) const;
    /// Fills parameters and optimiser from the newest state; nothing when there is none. On failure they are in an
    /// unspecified state.
    [[nodiscard]] Result<std::optional<FitProgress>> restore(const std::vector<NamedTensor>& parameters,
                                                             AdamW& optimiser) const;

private:
    std::filesystem::path m_root;
    std::string m_belongsTo;
};

}  // namespace detox
