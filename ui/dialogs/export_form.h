// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QWidget>

#include "core/config/field_info.h"
#include "ui/bridge/export_job.h"
#include "ui/models/export_target.h"

class QComboBox;
class QGridLayout;
class QLineEdit;

namespace detox::ui {

class HintedField;

/// What an export may be of, and what is proposed.
struct ExportChoices {
    RunSummary run;
    std::vector<CheckpointInfo> checkpoints;  ///< oldest first, at least one
    std::optional<int> recommended;           ///< update
    std::optional<int> chosen;                ///< update; nothing: the newest
    QString parentFolder;
};

/// Which checkpoint goes where, and how: everything that is wrong stands at its field.
class ExportForm final : public QWidget {
    Q_OBJECT
public:
    explicit ExportForm(ExportChoices choices, QWidget* parent = nullptr);

    /// One sentence, the first field's with a problem; empty: order() can be given.
    [[nodiscard]] QString problem() const;
    [[nodiscard]] ExportOrder order() const;
    /// Looks at the disk again.
    void checkTarget();

signals:
    void edited();

private:
    void addCheckpoints();
    void addField(const FieldInfo& field);
    void addFolder();
    [[nodiscard]] QWidget* makeChoice(const FieldInfo& field);
    [[nodiscard]] HintedField* makeNumber(const FieldInfo& field);
    void addRow(const QString& name, HintedField* row);
    void proposeFolder();
    void chooseParent();
    [[nodiscard]] const CheckpointInfo& checkpoint() const;

    const ExportChoices m_choices;
    ExportConfig m_config;
    const std::vector<FieldInfo> m_fields;  ///< of m_config
    QGridLayout* m_grid = nullptr;
    std::vector<HintedField*> m_rows;
    QComboBox* m_checkpoint = nullptr;
    QLineEdit* m_folder = nullptr;
    HintedField* m_folderRow = nullptr;
    QString m_parentFolder;  ///< of proposals
    ExportSize m_size;       ///< of the checkpoint
    QString m_proposed;      ///< the folder while the user has not written another
    ExportTarget m_target;
};

}  // namespace detox::ui
