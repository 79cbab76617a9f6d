// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include <QWidget>

#include "ui/bridge/prompt_preview.h"
#include "ui/models/config_draft.h"

class QComboBox;
class QSplitter;

namespace detox::ui {

class TrainCommandCard;
class TrainForm;
class TrainPresets;
class TrainPromptCard;

/// A new run before it starts: presets, settings, what will be asked, and the same as a command.
class TrainSetup final : public QWidget {
    Q_OBJECT
public:
    TrainSetup(const std::filesystem::path& presetFolder, PromptPreviewer read, QWidget* parent = nullptr);

    [[nodiscard]] ConfigDraft& draft() { return m_draft; }
    [[nodiscard]] TrainForm& form() const { return *m_form; }
    [[nodiscard]] TrainPromptCard& prompts() const { return *m_prompts; }
    /// False when there is no preset with this id.
    bool choosePreset(const QString& id);
    /// One sentence per preset file that cannot be used.
    [[nodiscard]] const std::vector<std::string>& problems() const { return m_problems; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void choose(int index);

    ConfigDraft m_draft;
    std::vector<Preset> m_list;
    std::vector<std::string> m_problems;
    TrainPresets* m_presets;
    QComboBox* m_combo;
    TrainForm* m_form;
    TrainPromptCard* m_prompts;
    QSplitter* m_split;
};

}  // namespace detox::ui
