// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/config/generation_config.h"

class QWidget;

namespace detox::ui {

/// Asks for sampling settings, one row per described field, checked as they are typed. Nothing when cancelled.
[[nodiscard]] std::optional<SamplerConfig> askSampler(QWidget& parent, const SamplerConfig& current);

}  // namespace detox::ui
