// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QMimeData>
#include <QScreen>
#include <QStackedWidget>
#include <QStatusBar>
#include <QStyle>

#include "ui/bridge/studio_settings.h"
#include "ui/widgets/jump_field.h"
#include "ui/widgets/navigation_rail.h"
#include "ui/widgets/status_line.h"
#include "ui/window_menus.h"

namespace detox::ui {
namespace {

constexpr int kCompactBelow = 1100;
constexpr QSize kFirstSize(1440, 900);

struct RailEntry {
    PageId page;
    const char* icon;
    const char* text;
};
constexpr RailEntry kEntries[] = {
    {PageId::Home, "home", QT_TRANSLATE_NOOP("MainWindow", "Home")},
    {PageId::Train, "train", QT_TRANSLATE_NOOP("MainWindow", "Train")},
    {PageId::Compare, "compare", QT_TRANSLATE_NOOP("MainWindow", "Compare")},
    {PageId::Evaluate, "evaluate", QT_TRANSLATE_NOOP("MainWindow", "Evaluate")},
    {PageId::Runs, "runs", QT_TRANSLATE_NOOP("MainWindow", "Runs")},
    {PageId::Library, "library", QT_TRANSLATE_NOOP("MainWindow", "Library")},
    {PageId::Settings, "settings", QT_TRANSLATE_NOOP("MainWindow", "Settings")},
};

QString droppedFolder(const QMimeData& data) {
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile() && QFileInfo(url.toLocalFile()).isDir()) return url.toLocalFile();
    }
    return {};
}

}  // namespace

MainWindow::MainWindow(StudioSettings& settings, QWidget* parent)
    : QMainWindow(parent),
      m_settings(settings),
      m_rail(new NavigationRail),
      m_stack(new QStackedWidget),
      m_statusLine(new StatusLine),
      m_jumpField(new JumpField) {
    setWindowTitle(tr("Detox Studio"));
    setWindowIcon(theme().icon(QStringLiteral("detox-studio")));
    setMinimumSize(1024, 640);
    setAcceptDrops(true);
    auto* center = new QWidget;
    auto* row = new QHBoxLayout(center);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addWidget(m_stack, 1);
    setCentralWidget(center);
    for (const RailEntry& entry : kEntries) {
        m_rail->addEntry(QLatin1String(entry.icon), tr(entry.text),
                         entry.page == PageId::Settings ? NavigationRail::Place::Bottom : NavigationRail::Place::Top);
    }
    connect(qApp, &QApplication::focusChanged, this, &MainWindow::keepFocusInPage);
    connect(m_rail, &NavigationRail::chosen, this, [this](int index) { showPage(static_cast<PageId>(index)); });
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setFixedHeight(theme().size(Size::StatusBar));
    statusBar()->setContentsMargins(0, 0, 0, 0);
    statusBar()->addWidget(m_statusLine, 1);
    placeOnScreen();
}

MainWindow::~MainWindow() = default;

/// Where it last stood, as far as that is on the screen; the first time the desktop chooses the place.
void MainWindow::placeOnScreen() {
    const bool restored = restoreGeometry(m_settings.windowGeometry());
    QRect room = screen()->availableGeometry();
    room.setTop(room.top() + style()->pixelMetric(QStyle::PM_TitleBarHeight));
    if (!restored) return resize(kFirstSize.boundedTo(room.size()).expandedTo(minimumSize()));
    if (isMaximized() || isFullScreen()) return;
    if (const QRect fitted = fittedInto(room, geometry(), minimumSize()); fitted != geometry()) setGeometry(fitted);
}

void MainWindow::addPage(PageId id, Page* page) {
    m_pages[static_cast<std::size_t>(id)] = page;
    m_stack->addWidget(page);
    connect(page, &Page::pageRequested, this, &MainWindow::showPage);
}

void MainWindow::finishMenus() {
    m_menus = std::make_unique<WindowMenus>(*this);
    m_rail->setCurrent(static_cast<int>(m_current));
    m_stack->setCurrentIndex(static_cast<int>(m_current));
    page(m_current)->setInFront(true);
}

void MainWindow::showPage(PageId id) {
    m_rail->setCurrent(static_cast<int>(id));
    if (id == m_current) return;
    const bool railHasFocus = m_rail->isAncestorOf(focusWidget());
    page(m_current)->setInFront(false);
    m_current = id;
    m_stack->setCurrentIndex(static_cast<int>(id));
    page(id)->setInFront(true);
    if (!railHasFocus) page(id)->setFocus(Qt::OtherFocusReason);
}

/// Qt passes the focus of a button that goes away on to the next widget, from a page's last one to the jump field:
/// there the page's keys would become text, and the list they open would swallow the next click.
void MainWindow::keepFocusInPage(const QWidget* old, const QWidget* now) {
    Page* front = page(m_current);
    if (front == nullptr || old == nullptr || now == nullptr || !front->isAncestorOf(old)) return;
    if (old->isEnabled() && old->isVisible()) return;
    if (!front->isAncestorOf(now) && isAncestorOf(now)) front->setFocus(Qt::OtherFocusReason);
}

void MainWindow::setThemeMode(ThemeMode mode) {
    m_settings.setThemeMode(mode);
    theme().setMode(mode);
}

void MainWindow::chooseModelFolder() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open model folder"));
    if (!folder.isEmpty()) emit modelFolderChosen(folder);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    m_settings.setWindowGeometry(saveGeometry());
    emit aboutToClose();
    QMainWindow::closeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    m_rail->setCompact(width() < theme().px(kCompactBelow));
    QMainWindow::resizeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!droppedFolder(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    if (const QString folder = droppedFolder(*event->mimeData()); !folder.isEmpty()) emit modelFolderChosen(folder);
}

QRect fittedInto(const QRect& room, QRect window, const QSize& least) {
    window.setSize(window.size().boundedTo(room.size()).expandedTo(least));
    window.moveRight(qMin(window.right(), room.right()));
    window.moveBottom(qMin(window.bottom(), room.bottom()));
    window.moveLeft(qMax(window.left(), room.left()));
    window.moveTop(qMax(window.top(), room.top()));
    return window;
}

}  // namespace detox::ui
