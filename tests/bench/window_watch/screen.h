// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <xcb/xcb.h>

namespace detox::bench {

/// An X display with a black root and nothing else on it: when a window appears there, and when something is drawn in
/// it.
class Screen {
public:
    /// Throws std::runtime_error when the display cannot be opened.
    explicit Screen(const std::string& display);
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;
    ~Screen();

    /// Handles what has arrived: the top-level window that was mapped since forget(), once there is one.
    [[nodiscard]] std::optional<xcb_window_t> mapped();
    /// True once every pixel of three rows of `window` was drawn: an X window without a background shows the black root
    /// until then.
    [[nodiscard]] bool painted(xcb_window_t window);
    void forget();

private:
    struct Size {
        int width = 0;
        int height = 0;
    };

    /// Nothing when the window is gone or too small to be the program's.
    [[nodiscard]] std::optional<Size> geometry(xcb_window_t window);
    [[nodiscard]] bool rowPainted(xcb_window_t window, int y, int width);

    xcb_connection_t* m_connection;
    std::optional<xcb_window_t> m_mapped;
};

}  // namespace detox::bench
