// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home_page.h"

#include <QStackedWidget>
#include <QVBoxLayout>

#include "core/api/run_store.h"
#include "core/util/paths.h"
#include "ui/bridge/engine_host.h"
#include "ui/models/display_text.h"
#include "ui/pages/home_cards.h"
#include "ui/pages/home_first.h"
#include "ui/pages/home_overview.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/scroll_page.h"

namespace detox::ui {
namespace {

QString starterProblem() {
    std::error_code code;
    if (std::filesystem::is_directory(resourceFolder() / "starter", code)) return {};
    return HomePage::tr(
        "The starter model is not part of this copy of the program; packaging/starter/build.sh makes "
        "it. A model folder of your own works without it.");
}

}  // namespace

HomePage::HomePage(const HomeParts& parts, QWidget* parent)
    : Page(tr("Home"), parent),
      m_engine(parts.engine),
      m_store(parts.store),
      m_views(new QStackedWidget),
      m_first(new HomeFirst(parts.store == nullptr ? parts.storeProblem : starterProblem())),
      m_overview(new HomeOverview(parts, starterProblem())) {
    m_views->addWidget(makeScrollPage(m_first));
    m_views->addWidget(makeScrollPage(m_overview));
    content().addWidget(m_views, 1);
    connectViews();
    connect(&m_engine, &EngineHost::stateChanged, this, &HomePage::showEngineState);
    refresh();
    if (m_store == nullptr) {
        banner().setClosable(false);
        banner().present(Severity::Error, tr("Your runs cannot be read"), parts.storeProblem);
    }
}

void HomePage::connectViews() {
    const auto starter = [this] { emit startPresetRequested(QStringLiteral("starter")); };
    const auto compare = [this] { emit pageRequested(PageId::Compare); };
    connect(m_first, &HomeFirst::starterRequested, this, starter);
    connect(m_first, &HomeFirst::folderRequested, this, &HomePage::folderRequested);
    connect(m_first, &HomeFirst::newRunRequested, this, &HomePage::newRunRequested);
    connect(m_first, &HomeFirst::compareRequested, this, compare);
    connect(m_overview, &HomeOverview::starterRequested, this, starter);
    connect(m_overview, &HomeOverview::newRunRequested, this, &HomePage::newRunRequested);
    connect(m_overview, &HomeOverview::resumeRequested, this, &HomePage::resumeRequested);
    connect(m_overview, &HomeOverview::openRequested, this, &HomePage::openRunRequested);
    connect(m_overview, &HomeOverview::compareRequested, this, compare);
    connect(m_overview, &HomeOverview::allRunsRequested, this, [this] { emit pageRequested(PageId::Runs); });
}

void HomePage::setInFront(bool inFront) {
    Page::setInFront(inFront);
    if (inFront) refresh();
}

void HomePage::refresh() {
    auto runs = m_store == nullptr ? Result<std::vector<RunSummary>>(std::vector<RunSummary>()) : m_store->runs();
    if (!runs) {
        banner().setClosable(false);
        return banner().present(Severity::Error, tr("Your runs cannot be read"), plainText(runs.error().message()));
    }
    const bool any = !runs->empty();
    header().setTitle(any ? tr("Home") : tr("Welcome"));
    if (any) m_overview->setRuns(std::move(runs).value());
    m_views->setCurrentIndex(any ? 1 : 0);
    setFocusProxy(any ? m_overview->primaryButton() : m_first->primaryButton());
}

void HomePage::showEngineState() {
    if (m_engine.state() == EngineHost::State::Ready) {
        const EngineFacts& facts = m_engine.facts();
        header().setSubtitle(QStringLiteral("%1 · libtorch %2 · %3")
                                 .arg(graphicsText(m_engine), plainLine(facts.torchVersion), blasText(facts.blas)));
    }
    if (m_store == nullptr) return;
    if (m_engine.state() == EngineHost::State::Failed) {
        banner().setClosable(false);
        return banner().present(Severity::Error, tr("The engine could not be loaded"), m_engine.problem());
    }
    if (m_engine.state() != EngineHost::State::Ready || !m_engine.facts().slowBlas) return;
    banner().setClosable(true);
    banner().present(Severity::Warning, tr("Training will be many times slower than it could be"),
                     tr("libtorch uses the reference BLAS. Install libopenblas0-pthread and start again."));
}

QString HomePage::helpText() const {
    return tr(
        "Start here. The starter model is small and trains in minutes without a network. A model folder of your "
        "own can be opened from here, from the File menu, or by dropping it on the window.");
}

}  // namespace detox::ui
