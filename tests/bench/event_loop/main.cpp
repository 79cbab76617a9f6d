// SPDX-License-Identifier: GPL-3.0-or-later
// bench_event_loop: how late the window's event loop is while nothing happens, while a model trains, and while Compare
// writes beside that; and how long a click on Pause and Stop takes to be seen. README.md says how to read it.
#include <cstdio>
#include <optional>

#include <QProcess>
#include <QPushButton>
#include <QTemporaryDir>

#include "core/util/log.h"
#include "core/util/paths.h"
#include "tests/bench/event_loop/click_probe.h"
#include "tests/bench/event_loop/phase.h"
#include "tests/bench/event_loop/waiting.h"
#include "tests/bench/support/program.h"
#include "ui/pages/run_pills.h"
#include "ui/style/look.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/page_header.h"

namespace detox::bench {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr std::chrono::seconds kLongest{900};  ///< until the first update: both measurements on all prompts come before
constexpr milliseconds kSettle{2000};

struct Options {
    RunOptions run;
    double seconds = 30;
    int updates = 5;
    int clicks = 5;
    std::string json;
};

[[noreturn]] void fail(const std::string& sentence) {
    throw std::runtime_error(sentence);
}

void addOptions(CLI::App& app, Options& options) {
    app.add_option("--model", options.run.model, "Model folder (default: the starter's, else a random one)");
    app.add_option("--classifier", options.run.classifier, "Reward classifier's folder");
    app.add_option("--judge", options.run.judge, "Judge's folder");
    app.add_option("--prompts", options.run.prompts, "Prompt file");
    app.add_option("--set", options.run.settings, "key=value over the starter's preset; may be given several times");
    app.add_option("--seconds", options.seconds, "Length of each of the three phases")->capture_default_str();
    app.add_option("--updates", options.updates, "Training is measured until the charts got as many, at least")
        ->capture_default_str();
    app.add_option("--clicks", options.clicks, "Clicks on Pause")->capture_default_str();
    app.add_option("--seed", options.run.seed, "Seed of the run")->default_val("1");
    app.add_option("--json", options.json, "Write the report to this file");
}

/// The starter, or random models of its shape where it is not built; what was named stays. Returns which.
std::string fillIn(RunOptions& run, const fs::path& scratch) {
    fs::path world = resourceFolder() / "starter";
    std::string name = "starter";
    if (!fs::exists(world / "lm")) {
        name = "random models of the starter's shape";
        world = scratch / "world";
        const fs::path maker = programFolder() / "bench_world";
        if (QProcess::execute(QString::fromStdString(maker.string()), {QString::fromStdString(world.string())}) != 0)
            fail(maker.string() + " failed.");
    }
    const bool given = !run.model.empty();
    const auto take = [&](std::string& field, const char* part) {
        if (field.empty()) field = (world / part).string();
    };
    take(run.model, "lm");
    take(run.classifier, "reward");
    take(run.judge, "judge");
    take(run.prompts, "prompts/train.jsonl");
    return given ? run.model : name;
}

void waitUntil(const char* what, const std::function<bool()>& done) {
    if (!waitFor(done, kLongest)) fail(std::string("Gave up waiting for ") + what + ".");
}

void waitForTraining(Stage& stage) {
    const auto failed = [&] { return stage.state() == ui::trainerPill(ui::TrainerState::Failed).text; };
    waitUntil("the first update", [&] { return stage.updates() > 0 || failed(); });
    if (failed()) fail("The run failed: " + stage.train().banner().accessibleDescription().toStdString());
}

QAbstractButton& buttonCalled(Stage& stage, const QString& text) {
    for (auto* button : stage.train().findChildren<QPushButton*>()) {
        if (button->text() == text && button->isVisible()) return *button;
    }
    fail("There is no button '" + text.toStdString() + "'.");
}

Answer click(Stage& stage, const QString& text, ui::TrainerState first, ui::TrainerState last) {
    auto answer =
        measureClick(stage, buttonCalled(stage, text), ui::trainerPill(first).text, ui::trainerPill(last).text);
    if (!answer) fail("A click on '" + text.toStdString() + "' was not answered.");
    return *answer;
}

OrderedJson jsonOf(const Answer& answer) {
    return {{"shownMillis", answer.shown}, {"answeredMillis", answer.answered}};
}

OrderedJson measureClicks(Stage& stage, int clicks) {
    using State = ui::TrainerState;
    stage.window().showPage(ui::PageId::Train);
    OrderedJson out = {{"pause", OrderedJson::array()}, {"resume", OrderedJson::array()}};
    const auto print = [](const char* name, const Answer& answer) {
        std::printf("%-24s shown after %6.1f ms, done after %8.1f ms\n", name, answer.shown, answer.answered);
    };
    for (int i = 0; i < clicks; ++i) {
        runLoop(milliseconds(700 + 211 * i));  // at different points of an update
        const Answer pause = click(stage, ui::TrainPage::tr("Pause"), State::Pausing, State::Paused);
        const Answer resume = click(stage, ui::TrainPage::tr("Resume"), State::Resuming, State::Training);
        print("Pause", pause);
        print("Resume", resume);
        out["pause"].push_back(jsonOf(pause));
        out["resume"].push_back(jsonOf(resume));
    }
    runLoop(milliseconds(900));
    const Answer stop = click(stage, ui::TrainPage::tr("Stop"), State::Stopping, State::Stopped);
    print("Stop", stop);
    out["stop"] = jsonOf(stop);
    return out;
}

OrderedJson measurePhases(Stage& stage, TimedApplication& application, const Options& options) {
    const milliseconds length(static_cast<int>(options.seconds * 1000));
    OrderedJson phases = OrderedJson::array();
    std::puts(headings().c_str());
    const auto measure = [&](const char* name, int updates) {
        const Phase phase = measurePhase(name, {.time = length, .updates = updates}, stage, application);
        std::puts(rowOf(phase).c_str());
        std::fflush(stdout);
        phases.push_back(jsonOf(phase));
    };
    stage.window().showPage(ui::PageId::Train);
    runLoop(kSettle);
    measure("idle", 0);
    if (const std::string problems = stage.startTraining(options.run); !problems.empty()) fail(problems);
    waitForTraining(stage);
    runLoop(kSettle);
    measure("training", options.updates);
    stage.startComparing(options.run);
    waitUntil("Compare's first tokens", [&] { return stage.tokensCompared() > 0; });
    measure("training, Compare writes", 1);
    stage.stopComparing();
    return phases;
}

int run(TimedApplication& application, Options options, OrderedJson report) {
    const QTemporaryDir folder;
    report["models"] = fillIn(options.run, folder.path().toStdString());
    report["seed"] = std::stoll(options.run.seed);
    std::printf("event loop, %s\n%s\n", report["models"].get<std::string>().c_str(), headLine(report).c_str());
    Stage stage(folder.path().toStdString());
    stage.show();
    waitUntil("the engine", [&] { return stage.engine().state() >= ui::EngineHost::State::Ready; });
    if (stage.engine().state() == ui::EngineHost::State::Failed) fail(stage.engine().problem().toStdString());
    report["threads"] = stage.engine().facts().threads;
    report["torch"] = stage.engine().facts().torchVersion;
    report["platform"] = QApplication::platformName().toStdString();
    report["phases"] = measurePhases(stage, application, options);
    report["clicks"] = measureClicks(stage, options.clicks);
    report["loadAfter"] = loadAverages();
    return options.json.empty() || writeReport(options.json, report) ? 0 : 1;
}

}  // namespace
}  // namespace detox::bench

int main(int argc, char** argv) {
    using namespace detox;
    CLI::App app("How late the window's event loop is, and how soon a click is seen");
    bench::Options options;
    bench::addOptions(app, options);
    return bench::runProgram(app, argc, argv, [&](OrderedJson head) {
        if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
        const QTemporaryDir runtime;  // Qt warns where the session has none
        if (!qEnvironmentVariableIsSet("XDG_RUNTIME_DIR")) qputenv("XDG_RUNTIME_DIR", runtime.path().toLocal8Bit());
        bench::TimedApplication application(argc, argv);
        log::start(log::Level::Warn);
        ui::installLook(application, ui::ThemeMode::Light);
        return bench::run(application, options, std::move(head));
    });
}
