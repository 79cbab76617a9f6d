// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractSpinBox>

namespace detox::ui {

/// A field for a number of any size, with steps. Keeps what was typed as it was typed; whoever listens reads it. The
/// wheel turns it only while it has the focus, so that a form scrolls past it.
class NumberField final : public QAbstractSpinBox {
    Q_OBJECT
public:
    enum class Kind { Whole, Real };
    explicit NumberField(Kind kind, QWidget* parent = nullptr);

    void setText(const QString& text);
    void stepBy(int steps) override;

signals:
    /// The user typed or stepped.
    void textEdited(const QString& text);

protected:
    StepEnabled stepEnabled() const override { return StepUpEnabled | StepDownEnabled; }
    void wheelEvent(QWheelEvent* event) override;

private:
    const Kind m_kind;
};

}  // namespace detox::ui
