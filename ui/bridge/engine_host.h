// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <thread>

#include <QObject>
#include <QString>

#include "core/api/engine.h"

namespace detox::ui {

/// Loads the engine on a thread of its own after the window is shown, and hands it out. Owns it: everything the engine
/// made must be gone before this is destroyed.
class EngineHost final : public QObject {
    Q_OBJECT
public:
    using Loader = std::function<Result<std::unique_ptr<Engine>>()>;
    enum class State { Waiting, Loading, Ready, Failed };

    explicit EngineHost(Loader loader, QObject* parent = nullptr);
    /// Joins the loading thread.
    ~EngineHost() override;

    /// Begins loading; further calls do nothing. GUI thread.
    void start();
    /// Any thread but the GUI's; waits until the engine is loaded. Precondition: start() was called.
    [[nodiscard]] Result<Engine*> engine() const;

    // GUI thread:
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const EngineFacts& facts() const { return m_facts; }  ///< valid when Ready
    [[nodiscard]] const QString& problem() const { return m_problem; }  ///< why it Failed

signals:
    void stateChanged();

private:
    void load();
    void takeResult();

    const Loader m_loader;
    std::thread m_thread;
    std::promise<Result<Engine*>> m_promise;
    std::shared_future<Result<Engine*>> m_future;
    std::unique_ptr<Engine> m_engine;  ///< written by the loading thread before the promise is kept
    State m_state = State::Waiting;
    EngineFacts m_facts;
    QString m_problem;
};

}  // namespace detox::ui
