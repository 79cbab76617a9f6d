// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

#include "ui/widgets/rail_button.h"

class QVBoxLayout;

namespace detox::ui {

/// The column of pages at the left edge; Up and Down move between entries.
class NavigationRail final : public QWidget {
    Q_OBJECT
public:
    enum class Place { Top, Bottom };

    explicit NavigationRail(QWidget* parent = nullptr);

    /// Entries get the numbers 0, 1, … in the order of the calls.
    RailButton* addEntry(const QString& icon, const QString& text, Place place = Place::Top);
    void setCurrent(int index);
    [[nodiscard]] RailButton* entry(int index) const { return m_entries[index]; }
    void setCompact(bool compact);

signals:
    void chosen(int index);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QVBoxLayout* m_column;
    QList<RailButton*> m_entries;
};

}  // namespace detox::ui
