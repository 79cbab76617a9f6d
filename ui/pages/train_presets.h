// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/config/preset.h"
#include "ui/widgets/card.h"

class QComboBox;
class QListWidget;

namespace detox::ui {

/// The presets as a list with their sentences.
class TrainPresets final : public Card {
    Q_OBJECT
public:
    explicit TrainPresets(QWidget* parent = nullptr);

    void setPresets(const std::vector<Preset>& presets);
    void setCurrent(int index);
    [[nodiscard]] int current() const;

signals:
    /// The user chose.
    void chosen(int index);

private:
    QListWidget* m_list;
};

/// Shipped presets, and last the plain defaults of the recipe.
[[nodiscard]] PresetList shippedPresets(const std::filesystem::path& folder);

}  // namespace detox::ui
