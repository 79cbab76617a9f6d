// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/model_picker.h"

#include <algorithm>

#include <QFileDialog>
#include <QFileInfo>
#include <QWheelEvent>

#include "ui/style/theme.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

CatalogEntry folderEntry(const std::string& name) {
    const QString path = QString::fromStdString(name);
    const QString last = QFileInfo(path).fileName();
    return {.label = last.isEmpty() ? path : last, .name = name};
}

}  // namespace

ModelPicker::ModelPicker(const QIcon& mark, FolderKind kind, QWidget* parent)
    : QComboBox(parent), m_mark(mark), m_kind(kind) {
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(12);
    setFocusPolicy(Qt::StrongFocus);
    connect(this, &QComboBox::activated, this, &ModelPicker::onActivated);
    rebuild();
}

void ModelPicker::setEntries(std::vector<CatalogEntry> entries) {
    m_entries = std::move(entries);
    rebuild();
}

void ModelPicker::pick(const std::string& name) {
    if (name == m_picked) return;
    m_picked = name;
    rebuild();
    emit pickedChanged();
}

std::string ModelPicker::picked() const {
    return m_picked;
}

CatalogEntry ModelPicker::entry() const {
    const auto known = std::find_if(m_entries.begin(), m_entries.end(),
                                    [this](const CatalogEntry& entry) { return entry.name == m_picked; });
    return known != m_entries.end() ? *known : CatalogEntry();
}

/// Of a run one checkpoint is listed: the picked one takes the place of the other.
void ModelPicker::addPicked() {
    if (m_picked.empty() || entry().name == m_picked) return;
    const auto described = m_describe ? m_describe(m_picked) : std::nullopt;
    const CatalogEntry added = described.value_or(folderEntry(m_picked));
    const auto same = std::find_if(m_entries.begin(), m_entries.end(), [&](const CatalogEntry& entry) {
        return added.runId != 0 && entry.runId == added.runId;
    });
    if (same != m_entries.end()) {
        *same = added;
    } else {
        m_entries.push_back(added);
    }
}

void ModelPicker::rebuild() {
    addPicked();
    const QSignalBlocker blocker(this);
    clear();
    for (const CatalogEntry& entry : m_entries) {
        addItem(m_mark, entry.label, QString::fromStdString(entry.name));
        setItemData(count() - 1, QString::fromStdString(entry.name).toHtmlEscaped(), Qt::ToolTipRole);
    }
    if (count() > 0) insertSeparator(count());
    addItem(theme().icon(QStringLiteral("folder"), Color::TextSecondary), tr("Choose folder…"));
    setPlaceholderText(m_kind == FolderKind::Classifier ? tr("Choose a classifier") : tr("Choose a model"));
    setCurrentIndex(m_picked.empty() ? -1 : findData(QString::fromStdString(m_picked)));
    setPlainToolTip(*this, QString::fromStdString(m_picked));
}

void ModelPicker::onActivated(int index) {
    if (index == count() - 1) return chooseFolder();
    pick(itemData(index).toString().toStdString());
}

void ModelPicker::chooseFolder() {
    const QString folder = QFileDialog::getExistingDirectory(this, placeholderText());
    const std::string path = folder.toStdString();
    if (!folder.isEmpty() && kindOf(path) == m_kind) return pick(path);
    rebuild();
    if (folder.isEmpty()) return;
    emit refused(m_kind == FolderKind::Classifier
                     ? tr("%1 is not a sequence classifier: its config.json does not name one.").arg(folder)
                     : tr("%1 is not a language model folder: it has no readable config.json of one.").arg(folder));
}

void ModelPicker::wheelEvent(QWheelEvent* event) {
    event->ignore();
}

}  // namespace detox::ui
