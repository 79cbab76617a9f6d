// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QAbstractButton>

#include "tests/bench/event_loop/stage.h"

namespace detox::bench {

/// Milliseconds after a click.
struct Answer {
    double shown = 0;     ///< the window has drawn that it was understood ("Pausing…")
    double answered = 0;  ///< the window has drawn that it is so ("Paused")
};

/// Clicks `button` of the Train page, as a window system would: from another thread, at a moment that does not depend
/// on what the window's thread is doing; then waits until the header has drawn `first` and, at last, `last`. Nothing
/// when that takes longer than a minute.
[[nodiscard]] std::optional<Answer> measureClick(Stage& stage, QAbstractButton& button, const QString& first,
                                                 const QString& last);

}  // namespace detox::bench
