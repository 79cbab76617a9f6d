// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/event_loop/stage.h"

#include <stdexcept>

#include <QAction>
#include <QPushButton>
#include <QTimer>

#include "app/studio/prompt_previewer.h"
#include "core/api/engine_library.h"
#include "core/storage/run_store_sqlite.h"
#include "core/util/paths.h"
#include "ui/pages/compare_prompt_card.h"
#include "ui/pages/train_live.h"
#include "ui/pages/train_setup.h"
#include "ui/plots/chart_board.h"
#include "ui/widgets/page_header.h"

namespace detox::bench {
namespace {

constexpr const char* kPrompt = "The next person who parks across my drive";
constexpr int kSamples = 4;
constexpr int kNewTokens = 64;

std::unique_ptr<RunStore> openStore(const std::filesystem::path& folder) {
    auto store = openRunStore(folder);
    if (!store) throw std::runtime_error(store.error().message());
    return std::move(store).value();
}

void enter(ui::ConfigDraft& draft, const std::string& key, const std::string& value) {
    const int index = draft.indexOf(key);
    if (index < 0) throw std::runtime_error("There is no setting '" + key + "'.");
    const FieldInfo& field = draft.fields()[static_cast<std::size_t>(index)];
    if (field.kind == FieldKind::Choice) return draft.choose(index, FieldValue(value));
    if (field.kind == FieldKind::Boolean) return draft.choose(index, FieldValue(value == "true"));
    draft.enterText(index, QString::fromStdString(value));
}

void enterAll(ui::ConfigDraft& draft, const RunOptions& options) {
    enter(draft, "model", options.model);
    enter(draft, "classifier", options.classifier);
    enter(draft, "judge", options.judge);
    enter(draft, "promptFile", options.prompts);
    enter(draft, "seed", options.seed);
    enter(draft, "updates", "100000");  // the bench ends it
    for (const std::string& setting : options.settings) {
        const std::size_t at = setting.find('=');
        if (at == std::string::npos) throw std::runtime_error("--set takes key=value, not '" + setting + "'.");
        enter(draft, setting.substr(0, at), setting.substr(at + 1));
    }
}

std::string problemsOf(const ui::ConfigDraft& draft) {
    std::string out;
    for (const int index : draft.problems()) {
        out += std::string(draft.fields()[static_cast<std::size_t>(index)].spec.key) + ": " +
               draft.problem(index).toStdString() + "\n";
    }
    return out;
}

QAction* actionCalled(const ui::Page& page, const QString& text) {
    for (QAction* action : page.menuActions()) {
        if (action != nullptr && action->text() == text) return action;
    }
    throw std::runtime_error("There is no action '" + text.toStdString() + "'.");
}

}  // namespace

Stage::Stage(const std::filesystem::path& folder)
    : m_settings(QString::fromStdString((folder / "settings.ini").string())),
      m_store(openStore(folder)),
      m_engine([] { return loadEngine(engineLibrary(), {}); }),
      m_studio(std::make_unique<ui::Studio>(ui::StudioParts{.engine = m_engine,
                                                            .settings = m_settings,
                                                            .store = m_store.get(),
                                                            .storeProblem = {},
                                                            .dataFolder = QString::fromStdString(folder.string()),
                                                            .previewer = previewPrompts})) {}

Stage::~Stage() = default;

void Stage::show() {
    window().resize(1600, 1000);
    window().show();
    QTimer::singleShot(0, &m_engine, &ui::EngineHost::start);
}

std::string Stage::startTraining(const RunOptions& options) {
    (void)train().setup().choosePreset(QStringLiteral("starter"));
    enterAll(train().setup().draft(), options);
    if (std::string problems = problemsOf(train().setup().draft()); !problems.empty()) return problems;
    window().showPage(ui::PageId::Train);
    actionCalled(train(), ui::TrainPage::tr("Start training"))->trigger();
    return {};
}

int Stage::updates() {
    return train().live().board().curves().lastUpdate();
}

QString Stage::state() {
    const auto* pill = train().header().findChild<ui::Pill*>();
    return pill == nullptr || pill->isHidden() ? QString() : pill->accessibleName();
}

void Stage::startComparing(const RunOptions& options) {
    ui::ComparePage& page = compare();
    window().showPage(ui::PageId::Compare);
    page.promptCard().setPrompt(QString::fromLatin1(kPrompt));
    page.promptCard().setSamples(kSamples);
    page.promptCard().setMaxNewTokens(kNewTokens);
    page.setModel(Side::Left, options.model);
    page.setModel(Side::Right, options.model);
    const auto runs = m_store->runs();
    if (runs && !runs->empty()) {
        const std::int64_t id = runs->front().id;
        const auto checkpoints = m_store->checkpoints(id);
        if (checkpoints && !checkpoints->empty()) page.setModel(Side::Right, "run:" + std::to_string(id));
    }
    QAction* next = actionCalled(page, ui::ComparePage::tr("Next seed"));
    m_again = QObject::connect(&page.controller(), &ui::CompareController::changed, &page, [this, &page, next] {
        if (page.controller().busy() == m_writing) return;
        m_writing = !m_writing;
        if (m_writing) return;
        m_finishedTokens += tokensShown();
        QTimer::singleShot(0, next, &QAction::trigger);
    });
    next->trigger();
}

int Stage::tokensShown() {
    int tokens = 0;
    for (const Side side : {Side::Left, Side::Right}) {
        for (const auto& row : compare().controller().pane(side).rows) tokens += row.tokens;
    }
    return tokens;
}

int Stage::tokensCompared() {
    return m_finishedTokens + (m_writing ? tokensShown() : 0);
}

void Stage::stopComparing() {
    QObject::disconnect(m_again);
    compare().controller().stop();
}

}  // namespace detox::bench
