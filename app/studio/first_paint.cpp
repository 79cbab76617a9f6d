// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/first_paint.h"

#include <chrono>
#include <utility>

#include <QEvent>
#include <QTimer>
#include <QWidget>
#include <QWindow>

namespace detox {
namespace {

/// Until what was painted is on the screen.
constexpr std::chrono::milliseconds kForTheDisplayServer{50};

/// Painting is part of handling the first Expose event, which this sees before the window does.
class FirstExposure final : public QObject {
public:
    FirstExposure(QWindow& window, std::function<void()> then) : QObject(&window), m_then(std::move(then)) {
        window.installEventFilter(this);
    }

    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() != QEvent::Expose || !static_cast<QWindow*>(watched)->isExposed()) return false;
        watched->removeEventFilter(this);
        QTimer::singleShot(0, this, [this] { QTimer::singleShot(kForTheDisplayServer, this, [this] { finish(); }); });
        return false;
    }

private:
    void finish() {
        m_then();
        deleteLater();
    }

    const std::function<void()> m_then;
};

}  // namespace

void afterFirstPaint(QWidget& window, std::function<void()> then) {
    window.winId();  // makes the native window, which exists from here to the widget's end
    new FirstExposure(*window.windowHandle(), std::move(then));
}

}  // namespace detox
