// SPDX-License-Identifier: GPL-3.0-or-later
// detox-studio: shows the window first, then loads the engine on a thread of its own.
#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

#include "app/studio/prompt_previewer.h"
#include "core/api/engine_library.h"
#include "core/storage/run_store_sqlite.h"
#include "core/util/log.h"
#include "core/util/paths.h"
#include "core/util/version.h"
#include "ui/bridge/engine_host.h"
#include "ui/bridge/studio_settings.h"
#include "ui/studio.h"
#include "ui/style/look.h"

namespace {

struct Options {
    QString dataFolder;
    QString page;
};

Options parse(const QApplication& application) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::translate("main", "Makes a language model less toxic with PPO, and shows what changed."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption dataFolder(QStringLiteral("data-dir"),
                                        QApplication::translate("main", "Keep runs and checkpoints in <folder>."),
                                        QStringLiteral("folder"));
    const QCommandLineOption page(QStringLiteral("page"),
                                  QApplication::translate("main", "Open <page>: home, train, compare, runs, …"),
                                  QStringLiteral("page"));
    parser.addOptions({dataFolder, page});
    parser.process(application);
    return {.dataFolder = parser.value(dataFolder), .page = parser.value(page)};
}

int runStudio(QApplication& application, const Options& options) {
    detox::ui::StudioSettings settings;
    detox::ui::installLook(application, settings.themeMode());
    const std::filesystem::path folder = detox::dataFolder(options.dataFolder.toStdString());
    auto store = detox::openRunStore(folder);
    detox::ui::EngineHost engine([] { return detox::loadEngine(detox::engineLibrary(), {}); });
    detox::ui::Studio studio({.engine = engine,
                              .settings = settings,
                              .store = store ? store->get() : nullptr,
                              .storeProblem = store ? QString() : QString::fromStdString(store.error().message()),
                              .dataFolder = QString::fromStdString(folder.string()),
                              .previewer = detox::previewPrompts});
    if (const auto page = detox::ui::pageNamed(options.page)) studio.window().showPage(*page);
    studio.window().show();
    QTimer::singleShot(0, &engine, &detox::ui::EngineHost::start);
    return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("detox-studio"));
    QApplication::setApplicationDisplayName(QStringLiteral("Detox Studio"));
    QApplication::setApplicationVersion(QString::fromStdString(std::string(detox::version())));
    detox::log::start(detox::log::Level::Info, detox::logFolder());
    return runStudio(application, parse(application));
}
