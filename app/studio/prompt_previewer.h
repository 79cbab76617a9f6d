// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/prompt_preview.h"

namespace detox {

/// Reads a prompt set as a training run does and sums it up. Relative paths are looked for in the shipped resources
/// first. Any thread.
[[nodiscard]] Result<ui::PromptPreview> previewPrompts(const PromptConfig& prompts);

}  // namespace detox
