// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QProgressBar;

namespace detox::ui {

class PlainLabel;

/// A named step with a bar and resting skeleton lines; shown only after a moment, so that short waits do not flicker.
class LoadingView final : public QWidget {
    Q_OBJECT
public:
    explicit LoadingView(QWidget* parent = nullptr);
    void setStep(const QString& text);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    PlainLabel* m_text;
    QProgressBar* m_bar;
    QTimer m_delay;
};

}  // namespace detox::ui
