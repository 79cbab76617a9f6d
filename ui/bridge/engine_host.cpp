// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/engine_host.h"

#include <exception>

#include "ui/bridge/thread_priority.h"

namespace detox::ui {

EngineHost::EngineHost(Loader loader, QObject* parent)
    : QObject(parent), m_loader(std::move(loader)), m_future(m_promise.get_future().share()) {}

EngineHost::~EngineHost() {
    if (m_thread.joinable()) m_thread.join();
}

void EngineHost::start() {
    if (m_state != State::Waiting) return;
    m_state = State::Loading;
    m_thread = std::thread([this] { load(); });
    emit stateChanged();
}

Result<Engine*> EngineHost::engine() const {
    const std::shared_future<Result<Engine*>> future = m_future;
    return future.get();
}

void EngineHost::load() {
    // At full priority: the dynamic loader's lock is held meanwhile, and the window waits for it when it opens a
    // plugin.
    const ThreadCensus before;
    Result<Engine*> outcome = internalError("The engine could not be started.");
    try {
        auto loaded = m_loader();
        if (loaded) {
            m_engine = std::move(loaded).value();
            outcome = m_engine.get();
        } else {
            outcome = loaded.error();
        }
    } catch (const std::exception& error) {
        outcome = internalError(std::string("The engine could not be started: ") + error.what() + ".");
    }
    before.lowerNewer();
    m_promise.set_value(outcome);
    QMetaObject::invokeMethod(this, &EngineHost::takeResult, Qt::QueuedConnection);
}

void EngineHost::takeResult() {
    const Result<Engine*> outcome = engine();
    if (outcome) {
        m_facts = outcome.value()->facts();
        m_state = State::Ready;
    } else {
        m_problem = QString::fromStdString(outcome.error().message());
        m_state = State::Failed;
    }
    emit stateChanged();
}

}  // namespace detox::ui
