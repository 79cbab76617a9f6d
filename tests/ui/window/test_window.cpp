// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window/test_window.h"

#include <atomic>
#include <future>
#include <sys/resource.h>
#include <thread>

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QScreen>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/support/fake_run_store.h"
#include "tests/support/fake_writer.h"
#include "tests/ui/window/names.h"
#include "ui/bridge/engine_host.h"
#include "ui/bridge/studio_settings.h"
#include "ui/pages/home_cards.h"
#include "ui/pages/home_overview.h"
#include "ui/pages/home_page.h"
#include "ui/studio.h"
#include "ui/style/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/navigation_rail.h"
#include "ui/widgets/plain_label.h"

namespace detox {
namespace {

using namespace ui;

constexpr int kDeadline = 20'000;  ///< against hangs only

struct Fixture {
    explicit Fixture(EngineHost::Loader loader = {}, bool readable = true)
        : host(loader ? std::move(loader)
                      : [this] { return Result<std::unique_ptr<Engine>>(std::make_unique<FakeWriter>(writing)); }) {
        StudioParts parts{.engine = host,
                          .settings = settings,
                          .store = readable ? &store : nullptr,
                          .storeProblem = readable ? QString() : QStringLiteral("studio.sqlite is damaged."),
                          .dataFolder = folder.path()};
        studio = std::make_unique<Studio>(parts);
        studio->window().resize(1280, 800);
        studio->window().show();
        if (!QTest::qWaitForWindowActive(&studio->window())) qFatal("no active window");
    }
    [[nodiscard]] MainWindow& window() { return studio->window(); }
    [[nodiscard]] bool waitForEngine(EngineHost::State state) {
        return QTest::qWaitFor([&] { return host.state() == state; }, kDeadline);
    }

    QTemporaryDir folder;
    StudioSettings settings{folder.filePath(QStringLiteral("studio.ini"))};
    FakeWriting writing;
    FakeRunStore store;
    EngineHost host;
    std::unique_ptr<Studio> studio;
};

}  // namespace

void TestWindow::shortcutsReachEveryPage() {
    Fixture fixture;
    const std::pair<Qt::Key, PageId> kPages[] = {{Qt::Key_2, PageId::Train},    {Qt::Key_3, PageId::Compare},
                                                 {Qt::Key_4, PageId::Evaluate}, {Qt::Key_5, PageId::Runs},
                                                 {Qt::Key_6, PageId::Library},  {Qt::Key_Comma, PageId::Settings},
                                                 {Qt::Key_1, PageId::Home}};
    for (const auto& [key, page] : kPages) {
        QTest::keyClick(&fixture.window(), key, Qt::ControlModifier);
        QCOMPARE(fixture.window().currentPage(), page);
        QVERIFY(fixture.window().page(page)->isVisible());
        QVERIFY(fixture.window().rail().entry(static_cast<int>(page))->isChecked());
    }
}

void TestWindow::arrowsMoveAlongTheRail() {
    Fixture fixture;
    NavigationRail& rail = fixture.window().rail();
    rail.entry(0)->setFocus(Qt::TabFocusReason);
    QTest::keyClick(rail.entry(0), Qt::Key_Down);
    QVERIFY(rail.entry(1)->hasFocus());
    QTest::keyClick(rail.entry(1), Qt::Key_Space);
    QCOMPARE(fixture.window().currentPage(), PageId::Train);
    QVERIFY(rail.entry(1)->hasFocus());
}

void TestWindow::everyMenuActionHasAShortcut() {
    Fixture fixture;
    QStringList without;
    for (const QAction* menu : fixture.window().menuBar()->actions()) {
        for (const QAction* action : menu->menu()->actions()) {
            if (action->isSeparator()) continue;
            if (action->shortcut().isEmpty()) without << action->text();
        }
    }
    QCOMPARE(without, QStringList());
}

void TestWindow::windowStandsBeforeTheEngine() {
    std::promise<void> gate;
    std::atomic<bool> loading = false;
    FakeWriting writing;
    Fixture fixture([&, open = gate.get_future().share()]() -> Result<std::unique_ptr<Engine>> {
        loading = true;
        open.wait();
        return std::unique_ptr<Engine>(std::make_unique<FakeWriter>(writing));
    });
    QVERIFY(fixture.window().isVisible());
    QVERIFY(!loading);
    fixture.host.start();
    QVERIFY(QTest::qWaitFor([&] { return loading.load(); }, kDeadline));
    QTest::keyClick(&fixture.window(), Qt::Key_3, Qt::ControlModifier);
    QCOMPARE(fixture.window().currentPage(), PageId::Compare);
    QCOMPARE(fixture.host.state(), EngineHost::State::Loading);
    gate.set_value();
    QVERIFY(fixture.waitForEngine(EngineHost::State::Ready));
}

void TestWindow::threadsOfTheEngineYieldToTheWindow() {
    // As a library's that starts threads while it is loaded.
    std::promise<void> gate;
    std::promise<int> priority;
    std::thread pool;
    Fixture fixture([&]() -> Result<std::unique_ptr<Engine>> {
        pool = std::thread([&] {
            gate.get_future().wait();
            priority.set_value(::getpriority(PRIO_PROCESS, 0));
        });
        return notFound("No engine here.");
    });
    const int before = ::getpriority(PRIO_PROCESS, 0);
    fixture.host.start();
    const bool ended = fixture.waitForEngine(EngineHost::State::Failed);
    gate.set_value();
    pool.join();
    QVERIFY(ended);
    QCOMPARE(priority.get_future().get(), 10);
    QCOMPARE(::getpriority(PRIO_PROCESS, 0), before);
}

void TestWindow::engineFailureIsSaidOnHome() {
    Fixture fixture([]() -> Result<std::unique_ptr<Engine>> { return notFound("libdetox_engine.so is gone."); });
    fixture.host.start();
    QVERIFY(fixture.waitForEngine(EngineHost::State::Failed));
    const Banner& banner = fixture.window().page(PageId::Home)->banner();
    QVERIFY(banner.isVisible());
    QCOMPARE(banner.accessibleDescription(), QStringLiteral("libdetox_engine.so is gone."));
}

void TestWindow::slowMatrixLibraryIsSaidOnHome() {
    Fixture fixture;
    fixture.host.start();
    QVERIFY(fixture.waitForEngine(EngineHost::State::Ready));
    const Banner& banner = fixture.window().page(PageId::Home)->banner();
    QVERIFY(banner.isVisible());
    QVERIFY(banner.accessibleDescription().contains(QStringLiteral("libopenblas0-pthread")));
}

void TestWindow::unreadableRunsLeaveTheWindowUsable() {
    Fixture fixture({}, false);
    QVERIFY(fixture.window().page(PageId::Home)->banner().isVisible());
    for (int page = 0; page < kPageCount; ++page) {
        fixture.window().showPage(static_cast<PageId>(page));
        QVERIFY(fixture.window().page(static_cast<PageId>(page))->isVisible());
    }
}

void TestWindow::themeIsRememberedAndGeometryToo() {
    Fixture fixture;
    QTest::keyClick(&fixture.window(), Qt::Key_2, Qt::ControlModifier | Qt::AltModifier);
    QCOMPARE(theme().variant(), ThemeVariant::Dark);
    QCOMPARE(fixture.settings.themeMode(), ThemeMode::Dark);
    fixture.window().close();
    QVERIFY(!fixture.settings.windowGeometry().isEmpty());
    theme().setMode(ThemeMode::Light);
}

void TestWindow::longTextWrapsBeforeItIsCut() {
    const QString sentence = QStringLiteral("A second classifier, trained apart from the reward, that measures.");
    PlainLabel label(sentence);
    label.setElide(Qt::ElideRight);
    label.setMaxLines(2);
    const int whole = label.fontMetrics().horizontalAdvance(sentence);
    label.resize(whole * 2 / 3, 60);
    label.grab();
    QCOMPARE(label.toolTip(), QString());
    label.resize(whole / 3, 60);
    label.grab();
    QVERIFY(label.toolTip().contains(sentence));
}

void TestWindow::namesTheMatrixLibraryShortly_data() {
    QTest::addColumn<QString>("build");
    QTest::addColumn<QString>("shown");
    QTest::newRow("pthreads") << "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY SkylakeX MAX_THREADS=64"
                              << "OpenBLAS 0.3.21, pthreads";
    QTest::newRow("OpenMP") << "OpenBLAS 0.3.26 NO_AFFINITY USE_OPENMP Haswell MAX_THREADS=128"
                            << "OpenBLAS 0.3.26, OpenMP";
    QTest::newRow("serial") << "OpenBLAS 0.3.21 NO_LAPACKE Zen SINGLE_THREADED"
                            << "OpenBLAS 0.3.21, one thread";
    QTest::newRow("another") << "reference BLAS"
                             << "reference BLAS";
}

void TestWindow::namesTheMatrixLibraryShortly() {
    QFETCH(QString, build);
    QTEST(blasText(build.toStdString()), "shown");
}

void TestWindow::homeKeepsItsColumnsInTheMiddle() {
    Fixture fixture;
    fixture.store.add({});
    fixture.window().resize(1920, 1000);
    auto& home = static_cast<HomePage&>(*fixture.window().page(PageId::Home));
    home.refresh();
    const QWidget& overview = home.overview();
    QTRY_COMPARE(overview.width(), theme().px(1600));
    const int left = overview.mapTo(&home, QPoint()).x();
    const int right = home.width() - left - overview.width();
    QVERIFY2(std::abs(left - right) <= 1, qPrintable(QStringLiteral("%1 %2").arg(left).arg(right)));
}

void TestWindow::fitsIntoTheScreen_data() {
    QTest::addColumn<QRect>("room");
    QTest::addColumn<QRect>("window");
    QTest::addColumn<QRect>("fitted");
    const QRect screen(0, 24, 1280, 776);
    QTest::newRow("fits") << screen << QRect(20, 40, 1100, 700) << QRect(20, 40, 1100, 700);
    QTest::newRow("too large") << screen << QRect(0, 0, 1440, 900) << QRect(0, 24, 1280, 776);
    QTest::newRow("over the right and lower edge")
        << screen << QRect(900, 600, 1100, 700) << QRect(180, 100, 1100, 700);
    QTest::newRow("on a screen that is gone") << screen << QRect(-1900, -50, 1100, 700) << QRect(0, 24, 1100, 700);
    QTest::newRow("screen below the minimum")
        << QRect(0, 0, 800, 600) << QRect(0, 0, 1440, 900) << QRect(0, 0, 1024, 640);
}

void TestWindow::fitsIntoTheScreen() {
    QFETCH(QRect, room);
    QFETCH(QRect, window);
    QTEST(fittedInto(room, window, QSize(1024, 640)), "fitted");
}

void TestWindow::opensWithinTheScreen() {
    QTemporaryDir folder;
    StudioSettings settings(folder.filePath(QStringLiteral("studio.ini")));
    const QSize room = QGuiApplication::primaryScreen()->availableSize();
    const auto fits = [&](const MainWindow& window) {
        return window.width() <= qMax(room.width(), 1024) && window.height() <= qMax(room.height(), 640);
    };
    QVERIFY(room.height() < 900);
    QVERIFY(fits(MainWindow(settings)));
    QWidget large;
    large.setGeometry(3000, 2000, 2400, 1300);
    settings.setWindowGeometry(large.saveGeometry());
    MainWindow restored(settings);
    QVERIFY(fits(restored));
    QVERIFY(restored.x() >= 0 && restored.x() < room.width());
}

void TestWindow::everyControlOfEveryPageHasAName() {
    Fixture fixture;
    for (int page = 0; page < kPageCount; ++page) {
        fixture.window().showPage(static_cast<PageId>(page));
        const QStringList nameless = namelessControls(fixture.window());
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
    }
}

}  // namespace detox
