// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QAction;
class QVBoxLayout;

namespace detox::ui {

class Banner;
class PageHeader;

enum class PageId { Home, Train, Compare, Evaluate, Runs, Library, Settings };
inline constexpr int kPageCount = 7;

/// A page of the window: header, one banner, content. Its actions are shown in the menu of its name and work while the
/// page is in front.
class Page : public QWidget {
    Q_OBJECT
public:
    explicit Page(const QString& title, QWidget* parent = nullptr);

    /// Actions for the menu bar, in order; a nullptr is a separator. Each has a shortcut.
    [[nodiscard]] virtual QList<QAction*> menuActions() const { return {}; }
    /// What the page is for, for F1.
    [[nodiscard]] virtual QString helpText() const { return {}; }
    /// Called when the page comes to front or leaves it.
    virtual void setInFront(bool inFront);

    [[nodiscard]] PageHeader& header() const { return *m_header; }
    [[nodiscard]] Banner& banner() const { return *m_banner; }

signals:
    /// Asks the window to bring another page to front.
    void pageRequested(detox::ui::PageId page);

protected:
    [[nodiscard]] QVBoxLayout& content() const { return *m_content; }
    [[nodiscard]] bool inFront() const { return m_inFront; }

private:
    PageHeader* m_header;
    Banner* m_banner;
    QVBoxLayout* m_content;
    bool m_inFront = false;
};

}  // namespace detox::ui
