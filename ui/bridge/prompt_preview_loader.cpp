// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/prompt_preview_loader.h"

#include <utility>

#include "ui/bridge/thread_priority.h"

namespace detox::ui {
namespace {

constexpr int kDelayMillis = 250;

Result<PromptPreview> guarded(const PromptPreviewer& read, const PromptConfig& prompts) {
    try {
        return read(prompts);
    } catch (const std::exception& error) {
        return internalError(std::string("The prompts could not be read: ") + error.what());
    }
}

}  // namespace

PromptPreviewLoader::PromptPreviewLoader(PromptPreviewer read, QObject* parent)
    : QObject(parent), m_read(std::move(read)) {
    m_delay.setSingleShot(true);
    m_delay.setInterval(kDelayMillis);
    connect(&m_delay, &QTimer::timeout, this, &PromptPreviewLoader::begin);
}

PromptPreviewLoader::~PromptPreviewLoader() {
    if (m_thread.joinable()) m_thread.join();
}

void PromptPreviewLoader::request(const PromptConfig& prompts) {
    m_wanted = prompts;
    m_delay.start();
}

void PromptPreviewLoader::begin() {
    if (m_busy || !m_wanted || !m_read) return;
    m_busy = true;
    if (m_thread.joinable()) m_thread.join();
    emit started();
    m_thread = std::thread([this, prompts = *std::exchange(m_wanted, std::nullopt)] {
        lowerThreadPriority();
        auto result = guarded(m_read, prompts);
        {
            const std::lock_guard lock(m_mutex);
            m_result = std::move(result);
        }
        QMetaObject::invokeMethod(this, &PromptPreviewLoader::deliver, Qt::QueuedConnection);
    });
}

void PromptPreviewLoader::deliver() {
    std::optional<Result<PromptPreview>> result;
    {
        const std::lock_guard lock(m_mutex);
        result = std::exchange(m_result, std::nullopt);
    }
    m_busy = false;
    if (m_wanted) return begin();
    if (result) emit loaded(*result);
}

}  // namespace detox::ui
