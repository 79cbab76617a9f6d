// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

#include "ui/widgets/buttons.h"

class QAbstractButton;
class QButtonGroup;

namespace detox::ui {

/// A choice of one among a few, side by side. Left and Right move the choice.
class Segmented final : public QWidget {
    Q_OBJECT
public:
    explicit Segmented(const QStringList& items, ButtonSize size = ButtonSize::Small, QWidget* parent = nullptr);

    [[nodiscard]] int current() const;
    void setCurrent(int index);
    /// A segment that cannot be chosen says why in its tool tip.
    void disable(int index, const QString& reason);

signals:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QButtonGroup* m_group;
};

}  // namespace detox::ui
