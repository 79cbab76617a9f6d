// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include <QComboBox>

#include "ui/bridge/model_catalog.h"

namespace detox::ui {

/// Picks a model or classifier: known ones by name, or a folder of one's choice.
class ModelPicker final : public QComboBox {
    Q_OBJECT
public:
    /// `mark` stands before every name; `kind` is what a chosen folder must be.
    ModelPicker(const QIcon& mark, FolderKind kind, QWidget* parent = nullptr);

    /// Says what a name is that is not among the entries; nothing: a folder.
    using Describe = std::function<std::optional<CatalogEntry>(const std::string& name)>;
    void setDescribe(Describe describe) { m_describe = std::move(describe); }
    /// Replaces what can be picked; what is picked stays, also when it is not among them.
    void setEntries(std::vector<CatalogEntry> entries);
    /// Picks `name` (a folder or run:ID@update), adding it when it is unknown. Empty: nothing.
    void pick(const std::string& name);
    /// Empty while nothing is picked.
    [[nodiscard]] std::string picked() const;
    /// The entry picked.
    [[nodiscard]] CatalogEntry entry() const;

signals:
    void pickedChanged();
    /// A chosen folder is not of the right kind.
    void refused(const QString& reason);

protected:
    void wheelEvent(QWheelEvent* event) override;

private:
    void onActivated(int index);
    void chooseFolder();
    void addPicked();
    void rebuild();

    const QIcon m_mark;
    const FolderKind m_kind;
    std::vector<CatalogEntry> m_entries;
    std::string m_picked;
    Describe m_describe;
};

}  // namespace detox::ui
