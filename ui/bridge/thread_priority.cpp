// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/thread_priority.h"

#include <sys/resource.h>

namespace detox::ui {

void lowerThreadPriority() {
    // On Linux the value belongs to the thread; a refusal leaves the normal priority, which is only less polite.
    static_cast<void>(setpriority(PRIO_PROCESS, 0, 10));
}

}  // namespace detox::ui
