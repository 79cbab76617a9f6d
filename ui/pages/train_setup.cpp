// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train_setup.h"

#include <QComboBox>
#include <QSplitter>
#include <QVBoxLayout>

#include "ui/models/display_text.h"
#include "ui/pages/train_command_card.h"
#include "ui/pages/train_form.h"
#include "ui/pages/train_presets.h"
#include "ui/pages/train_prompt_card.h"

namespace detox::ui {
namespace {

constexpr int kPresetsWidth = 232;
constexpr int kSideWidth = 352;
constexpr int kNarrowSide = 300;
constexpr int kNarrow = 1240;  ///< page width below which the presets are a combo box: a window of 1360

}  // namespace

TrainSetup::TrainSetup(const std::filesystem::path& presetFolder, PromptPreviewer read, QWidget* parent)
    : QWidget(parent),
      m_presets(new TrainPresets),
      m_combo(new QComboBox),
      m_form(new TrainForm(m_draft)),
      m_prompts(new TrainPromptCard(m_draft, std::move(read))),
      m_split(new QSplitter) {
    auto list = shippedPresets(presetFolder);
    m_list = std::move(list.presets);
    m_problems = std::move(list.problems);
    m_presets->setPresets(m_list);
    for (const auto& preset : m_list) m_combo->addItem(plainLine(preset.name));
    m_combo->setAccessibleName(tr("Preset"));

    auto* middle = new QWidget;
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme().px(8));
    column->addWidget(m_combo);
    column->addWidget(m_form, 1);
    auto* side = new QWidget;
    auto* cards = new QVBoxLayout(side);
    cards->setContentsMargins(0, 0, 0, 0);
    cards->setSpacing(theme().px(8));
    cards->addWidget(m_prompts, 1);
    cards->addWidget(new TrainCommandCard(m_draft));

    m_split->addWidget(m_presets);
    m_split->addWidget(middle);
    m_split->addWidget(side);
    m_split->setChildrenCollapsible(false);
    m_split->setStretchFactor(0, 0);
    m_split->setStretchFactor(1, 1);
    m_split->setStretchFactor(2, 0);
    auto* row = new QVBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_split);
    connect(m_presets, &TrainPresets::chosen, this, &TrainSetup::choose);
    connect(m_combo, &QComboBox::activated, this, &TrainSetup::choose);
    if (!choosePreset(QStringLiteral("recommended")) && !choosePreset(QStringLiteral("starter"))) choose(0);
}

void TrainSetup::choose(int index) {
    m_presets->setCurrent(index);
    m_combo->setCurrentIndex(index);
    m_draft.load(m_list[static_cast<std::size_t>(index)]);
}

bool TrainSetup::choosePreset(const QString& id) {
    for (std::size_t i = 0; i < m_list.size(); ++i) {
        if (QString::fromStdString(m_list[i].id) != id) continue;
        choose(static_cast<int>(i));
        return true;
    }
    return false;
}

void TrainSetup::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool narrow = width() < std::max(kNarrow, theme().px(kNarrow));
    m_presets->setVisible(!narrow);
    m_combo->setVisible(narrow);
    const int side = theme().px(narrow ? kNarrowSide : kSideWidth);
    const int left = narrow ? 0 : theme().px(kPresetsWidth);
    m_split->setSizes({left, width() - side - left, side});
}

}  // namespace detox::ui
