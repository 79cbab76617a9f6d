// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home_page.h"

#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "core/api/run_store.h"
#include "core/util/paths.h"
#include "ui/bridge/engine_host.h"
#include "ui/pages/home_cards.h"
#include "ui/pages/home_first.h"
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
      m_first(new HomeFirst(parts.store == nullptr ? parts.storeProblem : starterProblem())) {
    header().setTitle(tr("Welcome"));
    m_views->addWidget(makeScrollPage(m_first));
    content().addWidget(m_views, 1);
    setFocusProxy(m_first->primaryButton());
    connect(m_first, &HomeFirst::starterRequested, this,
            [this] { emit startPresetRequested(QStringLiteral("starter")); });
    connect(m_first, &HomeFirst::folderRequested, this, &HomePage::folderRequested);
    connect(m_first, &HomeFirst::newRunRequested, this, [this] { emit pageRequested(PageId::Train); });
    connect(m_first, &HomeFirst::compareRequested, this, [this] { emit pageRequested(PageId::Compare); });
    connect(&m_engine, &EngineHost::stateChanged, this, &HomePage::showEngineState);
    if (m_store == nullptr) {
        banner().setClosable(false);
        banner().present(Severity::Error, tr("Your runs cannot be read"), parts.storeProblem);
    }
}

void HomePage::setInFront(bool inFront) {
    Page::setInFront(inFront);
}

void HomePage::showEngineState() {
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
