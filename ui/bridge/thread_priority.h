// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace detox::ui {

/// Makes the calling thread, and the threads it starts, yield to the window (nice 10).
void lowerThreadPriority();

}  // namespace detox::ui
