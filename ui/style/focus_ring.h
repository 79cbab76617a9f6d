// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

class QApplication;
class QFocusFrame;

namespace detox::ui {

/// One frame around the button or slider that has keyboard focus (Tab, Backtab, shortcut); hidden for mouse focus.
/// Fields and views show focus on their own edge. Owned by the application it watches.
class FocusRing : public QObject {
    Q_OBJECT
public:
    explicit FocusRing(QApplication& application);

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QPointer<QFocusFrame> m_frame;
};

}  // namespace detox::ui
