// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of Home, Train and Runs with made-up runs, to look at: ui_train_shots FOLDER
#include <filesystem>
#include <functional>

#include <QApplication>
#include <QTableView>
#include <QtTest>

#include "tests/support/fake_engine.h"
#include "tests/support/fake_run_store.h"
#include "tests/support/temporary_folder.h"
#include "ui/bridge/engine_host.h"
#include "ui/bridge/studio_settings.h"
#include "ui/pages/runs_page.h"
#include "ui/pages/train_live.h"
#include "ui/pages/train_page.h"
#include "ui/pages/train_setup.h"
#include "ui/plots/chart_board.h"
#include "ui/plots/plot_view.h"
#include "ui/studio.h"
#include "ui/studio_training.h"
#include "ui/style/look.h"
#include "ui/widgets/side_drawer.h"

namespace {

using namespace detox;

FakeRunStore::Run madeUpRun(const char* name, RunState state, int done, int total) {
    FakeRunStore::Run run;
    auto& summary = run.details.summary;
    summary.name = name;
    summary.state = state;
    summary.model = "gpt-neo-125m";
    summary.preset = "starter";
    summary.startedMillis = 1'790'000'000'000;
    summary.endedMillis = 1'790'003'100'000;
    summary.updates = done;
    summary.totalUpdates = total;
    for (int update = 1; update <= done; ++update) {
        const auto report = madeUpReport(update, total);
        for (const auto& [metric, value] : report.metrics) run.metrics[metric].push_back({update, value});
        run.samples.insert(run.samples.end(), report.samples.begin(), report.samples.end());
        if (update % 20 != 0) continue;
        run.probes.push_back(madeUpProbe(update));
        CheckpointInfo info;
        info.update = update;
        info.bytes = 25'000'000;
        info.resumable = true;
        run.checkpoints.push_back(info);
    }
    if (done == 0) return run;
    summary.lastReward = run.metrics["env/reward_mean"].back().value;
    summary.lastToxicity = run.metrics["env/toxicity_mean"].back().value;
    summary.lastKl = run.metrics["objective/kl"].back().value;
    if (state == RunState::Finished) summary.before = madeUpProbe(0).measurement;
    if (state == RunState::Finished) summary.after = madeUpProbe(done).measurement;
    return run;
}

ui::PromptPreview madeUpPrompts() {
    ui::PromptPreview preview;
    preview.scores = {0, 0, 0, 260, 310, 280, 190, 120, 60, 20};
    preview.first.assign(8, {"The gate was open again and nobody had", 0.42, true});
    preview.dropped = {{"below the threshold", 61}, {"unreadable", 4}};
    preview.remaining = 1240;
    preview.total = 1305;
    return preview;
}

/// One window over fakes.
struct Stage {
    explicit Stage(const std::filesystem::path& presets) {
        store.add(madeUpRun("first-light", RunState::Finished, 60, 60));
        store.add(madeUpRun("wide-marsh", RunState::Failed, 12, 60));
        store.add(madeUpRun("slow-tide", RunState::Interrupted, 40, 60));
        store.add(madeUpRun("pale-otter", RunState::Stopped, 44, 60));
        qputenv("DETOX_RESOURCES", presets.c_str());
        host.start();
        studio = std::make_unique<ui::Studio>(ui::StudioParts{
            .engine = host,
            .settings = settings,
            .store = &store,
            .storeProblem = {},
            .dataFolder = QString::fromStdString(presets.string()),
            .previewer = [](const PromptConfig&) { return Result<ui::PromptPreview>(madeUpPrompts()); }});
        window().show();
    }

    ui::MainWindow& window() { return studio->window(); }
    ui::TrainPage& train() { return *window().findChild<ui::TrainPage*>(); }
    ui::RunsPage& runs() { return *window().findChild<ui::RunsPage*>(); }

    TemporaryFolder files;
    FakeTraining training;
    FakeRunStore store;
    ui::StudioSettings settings{QString::fromStdString((files / "settings.ini").string())};
    ui::EngineHost host{[this] { return Result<std::unique_ptr<Engine>>(std::make_unique<FakeEngine>(training)); }};
    std::unique_ptr<ui::Studio> studio;
};

class Photographer {
public:
    Photographer(Stage& stage, QString folder) : m_stage(stage), m_folder(std::move(folder)) {}

    /// `before` is called once the window has its size.
    void shoot(const char* name, ui::PageId page, const std::function<void()>& before = {}) {
        m_stage.window().showPage(page);
        for (const auto mode : {ui::ThemeMode::Light, ui::ThemeMode::Dark}) {
            ui::theme().setMode(mode);
            for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
                m_stage.window().resize(size);
                if (before) before();
                QTest::qWait(300);  // for animations to end; a picture has no event to wait for
                const QString theme = mode == ui::ThemeMode::Dark ? QStringLiteral("dark") : QStringLiteral("light");
                m_stage.window().grab().save(
                    QStringLiteral("%1/%2-%3-%4.png").arg(m_folder, name, theme).arg(size.width()));
            }
        }
    }

    [[nodiscard]] const QString& folder() const { return m_folder; }

private:
    Stage& m_stage;
    const QString m_folder;
};

void hover(ui::ChartCard& card) {
    const QRect area = card.plot().axisRect()->rect();
    QTest::mouseMove(&card.plot(), {area.left() + area.width() * 2 / 5, area.center().y()});
}

void shootTraining(Stage& stage, Photographer& photographer, const std::filesystem::path& files) {
    auto& train = stage.train();
    auto& draft = train.setup().draft();
    for (const char* key : {"model", "classifier", "promptFile"})
        draft.enterText(draft.indexOf(key), QString::fromStdString(files.string()));
    draft.enterText(draft.indexOf("updates"), "60");
    draft.enterText(draft.indexOf("minibatchSize"), "5");
    photographer.shoot("train-setup", ui::PageId::Train);
    draft.reset(draft.indexOf("minibatchSize"));
    stage.training.alarmAt(38);
    QTest::keyClick(&stage.window(), Qt::Key_Return, Qt::ControlModifier);
    photographer.shoot("train-waiting", ui::PageId::Train);
    stage.training.allow(44);
    QTest::qWait(1500);  // for 44 updates to arrive and be drawn
    photographer.shoot("train-live", ui::PageId::Train);
    photographer.shoot("home-running", ui::PageId::Home);
    stage.window().showPage(ui::PageId::Train);
    hover(*train.live().board().cards().front());
    stage.window().grab().save(QStringLiteral("%1/train-crosshair.png").arg(photographer.folder()));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    ui::installLook(application, ui::ThemeMode::Light);
    const TemporaryFolder files;
    Stage stage(files.path());
    Photographer photographer(stage, QString::fromLocal8Bit(argv[1]));
    photographer.shoot("home", ui::PageId::Home);
    stage.runs().table().selectRow(1);
    photographer.shoot("runs", ui::PageId::Runs);
    photographer.shoot("runs-details", ui::PageId::Runs, [&] { stage.runs().drawer().setOpen(true); });
    stage.train().showRun(1);
    photographer.shoot("train-recorded", ui::PageId::Train);
    stage.train().newRun();
    shootTraining(stage, photographer, files.path());
    return 0;
}
