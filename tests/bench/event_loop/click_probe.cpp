// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/event_loop/click_probe.h"

#include <chrono>
#include <thread>

#include <QCoreApplication>
#include <QEvent>
#include <QMouseEvent>

#include "tests/bench/event_loop/waiting.h"
#include "ui/widgets/page_header.h"

namespace detox::bench {
namespace {

using Clock = std::chrono::steady_clock;

/// Calls `drawn` after each time the watched widget was drawn and the result handed to the window system: a queued call
/// runs after the paint event's batch was flushed.
class PaintWatch final : public QObject {
public:
    PaintWatch(QWidget& widget, std::function<void()> drawn) : m_drawn(std::move(drawn)) {
        widget.installEventFilter(this);
    }

    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::Paint) QMetaObject::invokeMethod(this, m_drawn, Qt::QueuedConnection);
        return QObject::eventFilter(watched, event);
    }

private:
    const std::function<void()> m_drawn;
};

void post(QAbstractButton& button, QEvent::Type type) {
    const QPointF at = QRectF(button.rect()).center();
    const Qt::MouseButtons held = type == QEvent::MouseButtonPress ? Qt::LeftButton : Qt::NoButton;
    QCoreApplication::postEvent(&button, new QMouseEvent(type, at, button.mapToGlobal(at), Qt::LeftButton, held, {}));
}

}  // namespace

std::optional<Answer> measureClick(Stage& stage, QAbstractButton& button, const QString& first, const QString& last) {
    auto* pill = stage.train().header().findChild<ui::Pill*>();
    Clock::time_point clicked;
    Answer answer;
    const PaintWatch watch(*pill, [&] {
        const QString state = pill->accessibleName();
        if (state != first && state != last) return;
        const double millis = std::chrono::duration<double, std::milli>(Clock::now() - clicked).count();
        if (answer.shown <= 0) answer.shown = millis;
        if (answer.answered <= 0 && state == last) answer.answered = millis;
    });
    std::thread person([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(37));  // the event loop waits for events by then
        clicked = Clock::now();
        post(button, QEvent::MouseButtonPress);
        post(button, QEvent::MouseButtonRelease);
    });
    const bool done = waitFor([&] { return answer.answered > 0; }, std::chrono::seconds(60));
    person.join();
    return done ? std::optional(answer) : std::nullopt;
}

}  // namespace detox::bench
