// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

class QWidget;

namespace detox {

/// Calls `then` once, from the event loop, a moment after the shown top-level `window` was painted for the first time;
/// never when it is destroyed before. On the GUI thread.
void afterFirstPaint(QWidget& window, std::function<void()> then);

}  // namespace detox
