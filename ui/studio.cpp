// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio.h"

#include <QThread>

#include "core/api/run_store.h"
#include "ui/bridge/engine_host.h"
#include "ui/bridge/studio_settings.h"
#include "ui/models/display_text.h"
#include "ui/pages/compare_page.h"
#include "ui/pages/home_cards.h"
#include "ui/pages/home_page.h"
#include "ui/pages/later_page.h"
#include "ui/pages/runs_page.h"
#include "ui/pages/settings_page.h"
#include "ui/pages/train_page.h"
#include "ui/studio_training.h"
#include "ui/widgets/jump_field.h"
#include "ui/widgets/model_text_view.h"
#include "ui/widgets/status_line.h"

namespace detox::ui {
namespace {

constexpr std::array<const char*, kPageCount> kPageKeys{"home", "train",   "compare", "evaluate",
                                                        "runs", "library", "settings"};

Page* makeEvaluate() {
    return new LaterPage({Studio::tr("Evaluate"), QStringLiteral("evaluate"), Studio::tr("Evaluation has no page yet"),
                          Studio::tr("Toxicity with intervals, perplexity and diversity of a model against its "
                                     "original will be here. Until then `detox evaluate` measures them in a "
                                     "terminal.")});
}

Page* makeLibrary() {
    return new LaterPage({Studio::tr("Library"), QStringLiteral("library"), Studio::tr("The library has no page yet"),
                          Studio::tr("Models, prompt sets and downloads will be here. Until then open model folders "
                                     "with Ctrl+O.")});
}

}  // namespace

std::optional<PageId> pageNamed(const QString& name) {
    for (int index = 0; index < kPageCount; ++index) {
        if (name == QLatin1String(kPageKeys[static_cast<std::size_t>(index)])) return static_cast<PageId>(index);
    }
    return std::nullopt;
}

Studio::Studio(const StudioParts& parts) : m_parts(parts), m_window(std::make_unique<MainWindow>(parts.settings)) {
    installModelTextAccessibility();
    makeTraining();
    addPages();
    connectHome();
    connectMachine();
    fillJumpField();
    connect(&m_window->jumpField(), &JumpField::chosen, this, &Studio::jumpTo);
    m_window->finishMenus();
}

Studio::~Studio() {
    m_window->hide();
    // Ends a run with its checkpoint while its pages still stand.
    if (m_training) m_training->controller().shutdown();
}

void Studio::makeTraining() {
    if (m_parts.store == nullptr) return;
    m_training = std::make_unique<StudioTraining>(StudioTrainingParts{.engine = m_parts.engine,
                                                                      .store = *m_parts.store,
                                                                      .settings = m_parts.settings,
                                                                      .dataFolder = m_parts.dataFolder,
                                                                      .previewer = m_parts.previewer});
    connect(m_training.get(), &StudioTraining::compareRequested, this,
            [this](const QString& left, const QString& right) {
                m_compare->setModel(Side::Left, left.toStdString());
                m_compare->setModel(Side::Right, right.toStdString());
                m_window->showPage(PageId::Compare);
            });
}

/// A page that needs the runs, which cannot be opened.
Page* Studio::makeClosed(const QString& title, const QString& icon) const {
    return new LaterPage({title, icon, tr("The data folder cannot be opened"), m_parts.storeProblem});
}

void Studio::addPages() {
    m_home = new HomePage({.engine = m_parts.engine,
                           .store = m_parts.store,
                           .storeProblem = m_parts.storeProblem,
                           .dataFolder = m_parts.dataFolder,
                           .training = m_training ? &m_training->controller() : nullptr});
    m_window->addPage(PageId::Home, m_home);
    m_window->addPage(PageId::Train, m_training ? static_cast<Page*>(&m_training->trainPage())
                                                : makeClosed(tr("Train"), QStringLiteral("train")));
    m_compare =
        new ComparePage([&engine = m_parts.engine] { return engine.engine(); }, m_parts.store, m_parts.settings);
    m_window->addPage(PageId::Compare, m_compare);
    m_window->addPage(PageId::Evaluate, makeEvaluate());
    m_window->addPage(PageId::Runs, m_training ? static_cast<Page*>(&m_training->runsPage())
                                               : makeClosed(tr("Runs"), QStringLiteral("runs")));
    m_window->addPage(PageId::Library, makeLibrary());
    auto* settings = new SettingsPage(m_parts.engine, m_parts.dataFolder);
    m_window->addPage(PageId::Settings, settings);
    connect(settings, &SettingsPage::themeModeChosen, m_window.get(), &MainWindow::setThemeMode);
}

void Studio::connectHome() {
    connect(m_home, &HomePage::folderRequested, m_window.get(), &MainWindow::chooseModelFolder);
    connect(m_window.get(), &MainWindow::modelFolderChosen, this, [this](const QString& folder) {
        m_compare->setModel(Side::Left, folder.toStdString());
        m_window->showPage(PageId::Compare);
    });
    if (!m_training) return;
    connect(m_home, &HomePage::startPresetRequested, m_training.get(), &StudioTraining::startPreset);
    connect(m_home, &HomePage::resumeRequested, m_training.get(), &StudioTraining::resumeRun);
    connect(m_home, &HomePage::openRunRequested, m_training.get(), &StudioTraining::showRun);
    connect(m_home, &HomePage::newRunRequested, this, [this] {
        m_training->trainPage().newRun();
        m_window->showPage(PageId::Train);
    });
    connect(&m_training->trainPage(), &TrainPage::runsChanged, this, [this] {
        m_home->refresh();
        fillJumpField();
    });
    m_training->join(*m_window);
}

void Studio::connectMachine() {
    m_window->statusLine().watchDisk(m_parts.dataFolder);
    const auto show = [this] {
        const bool ready = m_parts.engine.state() == EngineHost::State::Ready;
        const int cores = QThread::idealThreadCount();
        m_window->statusLine().setMachine(cores == 1 ? tr("1 core") : tr("%1 cores").arg(cores),
                                          ready ? graphicsText(m_parts.engine) : QString());
    };
    connect(&m_parts.engine, &EngineHost::stateChanged, this, show);
    show();
}

void Studio::fillJumpField() {
    QStringList entries;
    for (int index = 0; index < kPageCount; ++index) {
        entries << m_window->page(static_cast<PageId>(index))->accessibleName();
    }
    m_jumpRuns.clear();
    const auto runs =
        m_parts.store == nullptr ? Result<std::vector<RunSummary>>(std::vector<RunSummary>()) : m_parts.store->runs();
    if (runs) {
        for (const RunSummary& run : *runs) {
            entries << plainLine(run.name);
            m_jumpRuns.push_back(run.id);
        }
    }
    m_window->jumpField().setEntries(entries);
}

void Studio::jumpTo(int entry) {
    if (entry < kPageCount) return m_window->showPage(static_cast<PageId>(entry));
    const auto run = static_cast<std::size_t>(entry - kPageCount);
    if (m_training && run < m_jumpRuns.size()) m_training->showRun(m_jumpRuns[run]);
}

}  // namespace detox::ui
