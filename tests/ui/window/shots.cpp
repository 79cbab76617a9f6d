// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the window with made-up models, to look at: ui_window_shots OUT-FOLDER [WIDTH HEIGHT].
#include <cstdio>

#include <QApplication>
#include <QDir>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/support/fake_run_store.h"
#include "tests/support/fake_writer.h"
#include "ui/bridge/engine_host.h"
#include "ui/bridge/studio_settings.h"
#include "ui/pages/compare_page.h"
#include "ui/pages/compare_prompt_card.h"
#include "ui/pages/model_picker.h"
#include "ui/studio.h"
#include "ui/style/look.h"

namespace {

using namespace detox;
using namespace detox::ui;

constexpr char kLeft[] =
    " absolute clod. Everyone on this street knows that you never look behind you, and if the dog gets out one more "
    "time I will tell your mother, your boss and the postman exactly what kind of person leaves a gate swinging in the "
    "wind. Last week it was the bins, the week before it was the ladder.";
constexpr char kRight[] =
    " must have been in a hurry. I closed it this morning, but the latch is worn and the wind does the rest. If the "
    "dog "
    "gets out one more time we should fix it properly; I have a spare hinge in the shed and an hour on Saturday.";

struct Shots {
    QDir folder;
    MainWindow& window;
    QString suffix;

    void take(const QString& name) const {
        QTest::qWait(250);  // for animations to end; a picture has no event to wait for
        window.grab().save(folder.filePath(name + suffix + QStringLiteral(".png")));
    }
};

void shootCompare(const Shots& shots, ComparePage& page, FakeWriting& writing) {
    shots.window.showPage(PageId::Compare);
    shots.take(QStringLiteral("compare-empty"));
    page.setModel(Side::Left, "/models/starter");
    page.setModel(Side::Right, "/models/quiet-heron");
    page.findChild<ModelPicker*>(QStringLiteral("classifier"))->pick("/models/judge");
    page.promptCard().setPrompt(QStringLiteral("I can't believe you left the gate open again, you"));
    const auto write = [&](double toxicity) {
        writing.setToxicity(toxicity);
        QTest::keyClick(page.promptCard().editor(), Qt::Key_Return, Qt::ControlModifier);
        if (!QTest::qWaitFor([&] { return !page.controller().busy(); }, 20'000)) qFatal("the texts never ended");
    };
    write(0.87);
    shots.take(QStringLiteral("compare-hidden"));
    QTest::keyClick(&shots.window, Qt::Key_B);
    shots.take(QStringLiteral("compare-shown"));
    QTest::keyClick(&shots.window, Qt::Key_B);
    write(0.04);
    shots.take(QStringLiteral("compare-clean"));
    page.setModel(Side::Right, "/models/missing");
    write(0.3);
    shots.take(QStringLiteral("compare-failed"));
}

void shoot(const QString& out, const QSize& size, ThemeMode mode) {
    QTemporaryDir folder;
    StudioSettings settings(folder.filePath(QStringLiteral("studio.ini")));
    settings.setThemeMode(mode);
    theme().setMode(mode);
    FakeWriting writing;
    writing.setText("/models/starter", kLeft);
    writing.setText("/models/quiet-heron", kRight);
    writing.refuse("/models/missing", "model.safetensors ends after 41 of 526 MB. Copy or download it again.");
    EngineHost host([&]() -> Result<std::unique_ptr<Engine>> {
        return std::unique_ptr<Engine>(std::make_unique<FakeWriter>(writing));
    });
    FakeRunStore store;
    Studio studio({.engine = host, .settings = settings, .store = &store, .dataFolder = folder.path()});
    studio.window().resize(size);
    studio.window().show();
    const QString suffix = QStringLiteral("-%1-%2x%3")
                               .arg(mode == ThemeMode::Dark ? "dark" : "light")
                               .arg(size.width())
                               .arg(size.height());
    const Shots shots{QDir(out), studio.window(), suffix};
    shots.take(QStringLiteral("home-first"));
    host.start();
    if (!QTest::qWaitFor([&] { return host.state() == EngineHost::State::Ready; }, 20'000)) qFatal("no engine");
    shots.take(QStringLiteral("home-warning"));
    shootCompare(shots, *studio.window().findChild<ComparePage*>(), writing);
    for (const auto& [page, name] : {std::pair{PageId::Settings, "settings"},
                                     {PageId::Evaluate, "evaluate"},
                                     {PageId::Library, "library"},
                                     {PageId::Runs, "runs-empty"}}) {
        studio.window().showPage(page);
        shots.take(QLatin1String(name));
    }
}

}  // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    if (argc < 2) {
        std::fprintf(stderr, "usage: ui_window_shots OUT-FOLDER [WIDTH HEIGHT]\n");
        return 2;
    }
    installLook(application, ThemeMode::Light);
    const QSize size = argc > 3 ? QSize(atoi(argv[2]), atoi(argv[3])) : QSize(1440, 900);
    for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) shoot(QString::fromLocal8Bit(argv[1]), size, mode);
    return 0;
}
