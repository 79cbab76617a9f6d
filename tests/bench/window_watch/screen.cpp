// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/window_watch/screen.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace detox::bench {
namespace {

constexpr int kSmallest = 200;  ///< pixels; Qt maps a window of its own before, which is gone at once
constexpr std::uint32_t kColours = 0x00ffffff;

template <class Reply>
using Owned = std::unique_ptr<Reply, decltype(&std::free)>;

template <class Reply>
Owned<Reply> owned(Reply* reply) {
    return {reply, &std::free};
}

}  // namespace

Screen::Screen(const std::string& display) : m_connection(xcb_connect(display.c_str(), nullptr)) {
    if (xcb_connection_has_error(m_connection) != 0) {
        xcb_disconnect(m_connection);
        throw std::runtime_error("cannot open the display " + display);
    }
    const xcb_screen_t* screen = xcb_setup_roots_iterator(xcb_get_setup(m_connection)).data;
    const std::uint32_t wanted = XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY;
    xcb_change_window_attributes(m_connection, screen->root, XCB_CW_EVENT_MASK, &wanted);
    xcb_flush(m_connection);
}

Screen::~Screen() {
    xcb_disconnect(m_connection);
}

void Screen::forget() {
    while (owned(xcb_poll_for_event(m_connection)) != nullptr) {
    }
    m_mapped.reset();
}

std::optional<xcb_window_t> Screen::mapped() {
    while (const auto event = owned(xcb_poll_for_event(m_connection))) {
        if ((event->response_type & 0x7fU) != XCB_MAP_NOTIFY || m_mapped) continue;
        const auto* map = reinterpret_cast<const xcb_map_notify_event_t*>(event.get());
        if (map->override_redirect == 0 && geometry(map->window)) m_mapped = map->window;
    }
    return m_mapped;
}

std::optional<Screen::Size> Screen::geometry(xcb_window_t window) {
    const auto reply = owned(xcb_get_geometry_reply(m_connection, xcb_get_geometry(m_connection, window), nullptr));
    if (reply == nullptr || reply->width < kSmallest || reply->height < kSmallest) return std::nullopt;
    return Size{reply->width, reply->height};
}

bool Screen::rowPainted(xcb_window_t window, int y, int width) {
    const auto request = xcb_get_image(m_connection, XCB_IMAGE_FORMAT_Z_PIXMAP, window, 0, static_cast<std::int16_t>(y),
                                       static_cast<std::uint16_t>(width), 1, ~0U);
    const auto image = owned(xcb_get_image_reply(m_connection, request, nullptr));
    if (image == nullptr) return false;
    const auto* pixels = reinterpret_cast<const std::uint32_t*>(xcb_get_image_data(image.get()));
    return std::all_of(pixels, pixels + width, [](std::uint32_t pixel) { return (pixel & kColours) != 0; });
}

bool Screen::painted(xcb_window_t window) {
    const auto size = geometry(window);
    if (!size) return false;
    for (const int quarter : {1, 2, 3}) {
        if (!rowPainted(window, size->height * quarter / 4, size->width)) return false;
    }
    return true;
}

}  // namespace detox::bench
