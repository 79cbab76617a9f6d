// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace detox::ui {

/// `content` in a scroll area without a frame that scrolls rather than squeezing it. Takes ownership.
[[nodiscard]] QWidget* makeScrollPage(QWidget* content);

}  // namespace detox::ui
