// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include <QObject>
#include <QTimer>

#include "ui/bridge/prompt_preview.h"

namespace detox::ui {

/// Reads previews on a thread of its own, one at a time; of requests that come meanwhile only the last is kept. GUI
/// thread only. Destroying it waits for the file being read.
class PromptPreviewLoader final : public QObject {
    Q_OBJECT
public:
    explicit PromptPreviewLoader(PromptPreviewer read, QObject* parent = nullptr);
    ~PromptPreviewLoader() override;

    /// Answers with loaded() a little later, so that typing does not start a reading per letter.
    void request(const PromptConfig& prompts);

signals:
    void started();
    void loaded(const detox::Result<detox::ui::PromptPreview>& preview);

private:
    void begin();
    void deliver();

    const PromptPreviewer m_read;
    QTimer m_delay;
    std::optional<PromptConfig> m_wanted;
    bool m_busy = false;
    std::thread m_thread;

    std::mutex m_mutex;
    std::optional<Result<PromptPreview>> m_result;  ///< guarded by m_mutex
};

}  // namespace detox::ui
