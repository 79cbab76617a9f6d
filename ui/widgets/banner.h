// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "ui/style/theme.h"

class QHBoxLayout;
class QPushButton;
class QToolButton;

namespace detox::ui {

class PlainLabel;

enum class Severity { Success, Info, Warning, Error };

/// A message in the page, under its header: what, why, what next. Hidden until show(…) is called.
class Banner final : public QFrame {
    Q_OBJECT
public:
    explicit Banner(QWidget* parent = nullptr);

    /// Replaces what is shown, actions included.
    void present(Severity severity, const QString& title, const QString& cause);
    /// A button of this message; at most three. The caller connects it.
    QPushButton* addAction(const QString& text);
    void setClosable(bool closable);

signals:
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Severity m_severity = Severity::Info;
    QWidget* m_mark;
    PlainLabel* m_title;
    PlainLabel* m_cause;
    QHBoxLayout* m_actions;
    QToolButton* m_close;
};

[[nodiscard]] QString severityIcon(Severity severity);
[[nodiscard]] Color severityInk(Severity severity);
[[nodiscard]] Color severityGround(Severity severity);

}  // namespace detox::ui
