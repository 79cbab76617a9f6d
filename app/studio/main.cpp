// SPDX-License-Identifier: GPL-3.0-or-later
// detox-studio: shows the window first, then loads the engine on a thread of its own.
#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

#include <QApplication>
#include <QCommandLineParser>

#include "app/studio/first_paint.h"
#include "app/studio/passive_waiting.h"
#include "app/studio/prompt_previewer.h"
#include "core/api/engine_library.h"
#include "core/storage/run_store_sqlite.h"
#include "core/util/log.h"
#include "core/util/paths.h"
#include "core/util/version.h"
#include "ui/bridge/engine_host.h"
#include "ui/bridge/studio_settings.h"
#include "ui/plots/render_run.h"
#include "ui/studio.h"
#include "ui/style/look.h"

namespace {

struct Options {
    QString dataFolder;
    QString page;
    QString renderRun;  ///< id of a run to draw instead of opening the window
    QString output;
};

enum ExitCode { Done = 0, Failed = 1, WrongUsage = 2 };

/// Drawing a run and printing help need no display: the platform must be chosen before the application exists.
bool needsNoDisplay(int argc, char** argv) {
    return std::any_of(argv, argv + argc, [](const char* argument) {
        const std::string_view flag(argument);
        return flag.starts_with("--render-run") || flag == "--help" || flag == "-h" || flag == "--version" ||
               flag == "-v";
    });
}

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
    const QCommandLineOption renderRun(
        QStringLiteral("render-run"),
        QApplication::translate("main", "Write the charts of run <id> as PNG into the folder of --out and end."),
        QStringLiteral("id"));
    const QCommandLineOption output(QStringLiteral("out"),
                                    QApplication::translate("main", "Folder for the pictures of --render-run."),
                                    QStringLiteral("folder"));
    parser.addOptions({dataFolder, page, renderRun, output});
    parser.process(application);
    return {.dataFolder = parser.value(dataFolder),
            .page = parser.value(page),
            .renderRun = parser.value(renderRun),
            .output = parser.value(output)};
}

int fail(ExitCode code, const std::string& sentence) {
    std::fprintf(stderr, "%s\n", sentence.c_str());
    return code;
}

int renderRun(QApplication& application, const Options& options) {
    bool isNumber = false;
    const qint64 id = options.renderRun.toLongLong(&isNumber);
    if (!isNumber) return fail(WrongUsage, "--render-run takes the number of a run; `detox runs list` shows them.");
    if (options.output.isEmpty()) return fail(WrongUsage, "--render-run needs --out, the folder for the pictures.");
    detox::ui::installLook(application, detox::ui::ThemeMode::Light);
    const auto store = detox::openRunStore(detox::dataFolder(options.dataFolder.toStdString()));
    if (!store) return fail(Failed, store.error().message());
    const auto files = detox::ui::renderRun(*store.value(), id, options.output.toStdString());
    if (!files) return fail(Failed, files.error().message());
    for (const std::filesystem::path& file : files.value()) std::printf("%s\n", file.c_str());
    return Done;
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
    detox::afterFirstPaint(studio.window(), [&engine] { engine.start(); });
    studio.window().show();
    return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
    startWithPassiveWaiting(argv);
    if (needsNoDisplay(argc, argv)) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("detox-studio"));
    QApplication::setApplicationDisplayName(QStringLiteral("Detox Studio"));
    QApplication::setApplicationVersion(QString::fromStdString(std::string(detox::version())));
    detox::log::start(detox::log::Level::Info, detox::logFolder());
    const Options options = parse(application);
    return options.renderRun.isEmpty() ? runStudio(application, options) : renderRun(application, options);
}
