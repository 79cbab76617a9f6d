// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/compare_controller.h"

#include <utility>

#include "ui/bridge/thread_priority.h"

namespace detox::ui {
namespace {

constexpr int kDrainMillis = 34;  ///< at most 30 times a second

QString fromUtf8(const std::string& text, std::size_t bytes) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(std::min(bytes, text.size())));
}

void applyRow(const RowNews& news, CompareRow& row) {
    if (!news.text.empty()) {
        row.utf8 += news.text;
        row.text += QString::fromStdString(news.text);
    }
    row.tokens += news.tokens;
    if (!news.score) return;
    row.toxicity = news.score->toxicity;
    row.scoredLength = static_cast<int>(fromUtf8(row.utf8, news.score->bytes).size());
}

}  // namespace

CompareController::CompareController(EngineProvider engine, const RunStore* store, QObject* parent)
    : QObject(parent),
      m_inbox([this] { QMetaObject::invokeMethod(this, &CompareController::scheduleDrain, Qt::QueuedConnection); }),
      m_worker(std::move(engine), store, m_inbox) {
    m_drainTimer.setSingleShot(true);
    connect(&m_drainTimer, &QTimer::timeout, this, &CompareController::drain);
    m_sinceDrain.start();
    m_thread = std::thread([this] { work(); });
}

CompareController::~CompareController() {
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
        m_stop.request_stop();
    }
    m_wanted.notify_one();
    m_thread.join();
}

void CompareController::generate(const CompareRequest& request) {
    m_request = request;
    m_busy = true;
    m_panes = {};
    m_scorerProblem.clear();
    for (ComparePaneState& pane : m_panes) {
        pane.phase = PanePhase::Loading;
        pane.rows.resize(static_cast<std::size_t>(std::max(1, request.samples)));
    }
    {
        const std::lock_guard lock(m_mutex);
        m_stop = std::stop_source();
        m_next = request;
    }
    m_wanted.notify_one();
    emit changed();
}

void CompareController::stop() {
    const std::lock_guard lock(m_mutex);
    m_stop.request_stop();
}

void CompareController::showRow(int row) {
    m_worker.showRow(row);
}

void CompareController::work() {
    lowerThreadPriority();
    for (;;) {
        std::optional<CompareRequest> request;
        std::stop_token token;
        {
            std::unique_lock lock(m_mutex);
            m_wanted.wait(lock, [this] { return m_closing || m_next.has_value(); });
            if (m_closing) return;
            request = std::exchange(m_next, std::nullopt);
            token = m_stop.get_token();
        }
        m_worker.run(*request, token);
    }
}

void CompareController::scheduleDrain() {
    if (m_drainTimer.isActive()) return;
    const qint64 left = kDrainMillis - m_sinceDrain.elapsed();
    if (left <= 0) return drain();
    m_drainTimer.start(static_cast<int>(left));
}

void CompareController::drain() {
    m_sinceDrain.restart();
    const CompareNews news = m_inbox.take();
    for (std::size_t side = 0; side < kSides; ++side) apply(news.sides[side], m_panes[side]);
    if (!news.scorerProblem.empty()) m_scorerProblem = QString::fromStdString(news.scorerProblem);
    if (news.ended) m_busy = false;
    emit changed();
}

void CompareController::apply(const SideNews& news, ComparePaneState& pane) {
    if (news.phase) pane.phase = *news.phase;
    if (!news.problem.empty()) pane.problem = QString::fromStdString(news.problem);
    if (!news.modelName.empty()) pane.modelName = QString::fromStdString(news.modelName);
    if (news.tokensPerSecond) pane.tokensPerSecond = *news.tokensPerSecond;
    for (std::size_t row = 0; row < news.rows.size() && row < pane.rows.size(); ++row) {
        applyRow(news.rows[row], pane.rows[row]);
    }
}

}  // namespace detox::ui
