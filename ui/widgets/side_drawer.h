// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QShortcut;

namespace detox::ui {

/// Content with a panel at its right. Where there is room the panel stands beside the content; else it is a drawer that
/// lies over the content while it is open, and Esc closes it.
class SideDrawer final : public QWidget {
    Q_OBJECT
public:
    /// `panel` has its width fixed.
    SideDrawer(QWidget* content, QWidget* panel, QWidget* parent = nullptr);

    /// A drawer is closed when it becomes one, a panel beside the content is open.
    void setDrawer(bool drawer);
    [[nodiscard]] bool isDrawer() const { return m_drawer; }
    void setOpen(bool open);
    [[nodiscard]] bool isOpen() const { return m_open; }

signals:
    void openChanged(bool open);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void place();

    QHBoxLayout* m_row;
    QWidget* m_panel;
    QShortcut* m_escape;
    bool m_drawer = false;
    bool m_open = true;
};

}  // namespace detox::ui
