// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>

#include <QMainWindow>

#include "ui/pages/page.h"
#include "ui/style/theme.h"

class QStackedWidget;

namespace detox::ui {

class JumpField;
class NavigationRail;
class StatusLine;
class StudioSettings;
class WindowMenus;

/// The frame: menu bar, rail, the pages, status bar. Knows no page's content.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(StudioSettings& settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Every PageId is added once, in their order, before the window is shown.
    void addPage(PageId id, Page* page);
    /// Builds the menus from the pages' actions.
    void finishMenus();
    void showPage(PageId id);
    [[nodiscard]] PageId currentPage() const { return m_current; }
    [[nodiscard]] Page* page(PageId id) const { return m_pages[static_cast<std::size_t>(id)]; }

    [[nodiscard]] NavigationRail& rail() const { return *m_rail; }
    [[nodiscard]] StatusLine& statusLine() const { return *m_statusLine; }
    [[nodiscard]] JumpField& jumpField() const { return *m_jumpField; }

    void setThemeMode(ThemeMode mode);

signals:
    /// The user chose a model folder (menu or dropped on the window).
    void modelFolderChosen(const QString& folder);
    void aboutToClose();

public slots:
    void chooseModelFolder();

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void placeOnScreen();
    void keepFocusInPage(const QWidget* old, const QWidget* now);

    StudioSettings& m_settings;
    NavigationRail* m_rail;
    QStackedWidget* m_stack;
    StatusLine* m_statusLine;
    JumpField* m_jumpField;
    std::unique_ptr<WindowMenus> m_menus;
    std::array<Page*, kPageCount> m_pages{};
    PageId m_current = PageId::Home;
};

/// `window` moved and shrunk into `room`, but never smaller than `least`.
[[nodiscard]] QRect fittedInto(const QRect& room, QRect window, const QSize& least);

}  // namespace detox::ui
