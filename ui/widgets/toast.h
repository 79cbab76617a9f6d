// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QTimer>

class QPushButton;

namespace detox::ui {

class PlainLabel;

/// A short note at the bottom centre of the widget it belongs to, gone after ten seconds unless the pointer or the
/// focus is on it. One action. Never for errors.
class Toast final : public QFrame {
    Q_OBJECT
public:
    explicit Toast(QWidget* host);

    /// `action` empty: no button.
    void present(const QString& text, const QString& action = {});

signals:
    void actionTriggered();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void place();

    PlainLabel* m_text;
    QPushButton* m_action;
    QTimer m_timer;
};

}  // namespace detox::ui
