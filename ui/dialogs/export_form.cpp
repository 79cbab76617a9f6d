// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/export_form.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLineEdit>

#include "ui/models/display_text.h"
#include "ui/models/number_text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/hinted_field.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

constexpr int kNumberWidth = 136;
constexpr int kChoiceWidth = 200;

QString checkpointText(const ExportChoices& choices, const CheckpointInfo& checkpoint) {
    QStringList words{ExportForm::tr("Update %1").arg(checkpoint.update)};
    if (checkpoint.update == choices.checkpoints.back().update) words << ExportForm::tr("newest");
    if (checkpoint.update == choices.recommended) words << ExportForm::tr("recommended");
    QStringList parts{words.join(QStringLiteral(", "))};
    if (checkpoint.writtenMillis > 0) parts << dateTime(checkpoint.writtenMillis);
    if (checkpoint.bytes > 0) parts << byteSize(checkpoint.bytes);
    return parts.join(QStringLiteral(" · "));
}

}  // namespace

ExportForm::ExportForm(ExportChoices choices, QWidget* parent)
    : QWidget(parent),
      m_choices(std::move(choices)),
      m_fields(fieldsOf(m_config)),
      m_parentFolder(m_choices.parentFolder) {
    m_grid = new QGridLayout(this);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(theme().px(12));
    m_grid->setVerticalSpacing(theme().px(12));
    m_grid->setColumnStretch(1, 1);
    addCheckpoints();
    for (const FieldInfo& field : m_fields) {
        // Only an adapter has a choice of form, and a run's checkpoint is always a whole model.
        if (field.spec.key != "form") addField(field);
    }
    addFolder();
    m_grid->setRowStretch(m_grid->rowCount(), 1);
    setFocusProxy(m_folder);
    proposeFolder();
}

void ExportForm::addRow(const QString& name, HintedField* row) {
    row->editor()->setAccessibleName(name);
    auto* label = new PlainLabel(name, Type::Body, Color::TextSecondary);
    label->setBuddy(row->editor());
    label->setFixedHeight(theme().size(Size::Control));
    const int at = m_grid->rowCount();
    m_grid->addWidget(label, at, 0, Qt::AlignRight | Qt::AlignTop);
    m_grid->addWidget(row, at, 1, Qt::AlignTop);
    m_rows.push_back(row);
}

void ExportForm::addCheckpoints() {
    m_checkpoint = new QComboBox;
    m_checkpoint->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_checkpoint->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    const auto& checkpoints = m_choices.checkpoints;
    for (auto it = checkpoints.rbegin(); it != checkpoints.rend(); ++it) {
        m_checkpoint->addItem(checkpointText(m_choices, *it));
        if (m_choices.chosen == it->update) m_checkpoint->setCurrentIndex(m_checkpoint->count() - 1);
    }
    connect(m_checkpoint, &QComboBox::currentIndexChanged, this, &ExportForm::proposeFolder);
    addRow(tr("Checkpoint"), new HintedField(m_checkpoint));
}

void ExportForm::addField(const FieldInfo& field) {
    const bool choice = field.kind == FieldKind::Choice;
    HintedField* row = choice ? new HintedField(makeChoice(field)) : makeNumber(field);
    if (!field.spec.unit.empty())
        row->addBehind(new PlainLabel(ownText(field.spec.unit), Type::Body, Color::TextSecondary));
    row->addStretch();
    row->setHint(ownText(field.spec.help));
    addRow(ownText(field.spec.label), row);
}

QWidget* ExportForm::makeChoice(const FieldInfo& field) {
    auto* combo = new QComboBox;
    combo->setFixedWidth(theme().px(kChoiceWidth));
    for (const FieldChoice& choice : field.choices) {
        combo->addItem(ownText(choice.label));
        if (field.get() == FieldValue(std::string(choice.key))) combo->setCurrentIndex(combo->count() - 1);
    }
    connect(combo, &QComboBox::activated, this, [this, &field](int index) {
        static_cast<void>(field.set(std::string(field.choices[static_cast<std::size_t>(index)].key)));
        checkTarget();
    });
    return combo;
}

HintedField* ExportForm::makeNumber(const FieldInfo& field) {
    auto* number =
        new NumberField(field.kind == FieldKind::Integer ? NumberField::Kind::Whole : NumberField::Kind::Real);
    number->setFixedWidth(theme().px(kNumberWidth));
    number->setText(fieldText(field, QLocale()));
    auto* row = new HintedField(number);
    connect(number, &NumberField::textEdited, this, [this, &field, row](const QString& typed) {
        const auto read = setFieldText(field, typed, QLocale());
        row->setProblem(read ? QString() : QString::fromStdString(read.error().message()));
        emit edited();
    });
    return row;
}

void ExportForm::addFolder() {
    m_folder = new QLineEdit;
    auto* choose = makeButton({.text = tr("Choose…"), .icon = QStringLiteral("folder")});
    choose->setAccessibleName(tr("Choose the folder that the new one goes into"));
    m_folderRow = new HintedField(m_folder);
    m_folderRow->addBehind(choose);
    connect(m_folder, &QLineEdit::textEdited, this, &ExportForm::checkTarget);
    connect(choose, &QPushButton::clicked, this, &ExportForm::chooseParent);
    addRow(tr("New folder"), m_folderRow);
}

const CheckpointInfo& ExportForm::checkpoint() const {
    return m_choices
        .checkpoints[m_choices.checkpoints.size() - 1 - static_cast<std::size_t>(m_checkpoint->currentIndex())];
}

void ExportForm::proposeFolder() {
    m_size = exportSize(checkpoint().folder);
    if (m_folder->text() == m_proposed) {
        const QString name = exportFolderName(m_choices.run.model, m_choices.run.id, checkpoint().update);
        m_proposed = unusedPath(m_parentFolder, name);
        m_folder->setText(m_proposed);
    }
    checkTarget();
}

void ExportForm::chooseParent() {
    const QFileInfo now(m_folder->text());
    const QString parent =
        QFileDialog::getExistingDirectory(this, tr("Choose the folder that the new one goes into"), now.path());
    if (parent.isEmpty()) return;
    m_parentFolder = parent;
    // The name of a user's own stays, a proposal is made anew.
    m_folder->setText(m_folder->text() == m_proposed || now.fileName().isEmpty() ? m_proposed
                                                                                 : unusedPath(parent, now.fileName()));
    proposeFolder();
}

void ExportForm::checkTarget() {
    const std::int64_t bytes = m_size.bytes(m_config.weightType);
    m_target = exportTarget(m_folder->text(), bytes);
    const QString free = byteSize(m_target.freeBytes);
    m_folderRow->setHint(bytes > 0 ? tr("About %1; %2 are free on this disk.").arg(byteSize(bytes), free)
                                   : tr("%1 are free on this disk.").arg(free));
    m_folderRow->setProblem(m_target.problem);
    emit edited();
}

QString ExportForm::problem() const {
    for (const HintedField* row : m_rows) {
        if (!row->problem().isEmpty()) return row->problem();
    }
    return {};
}

ExportOrder ExportForm::order() const {
    return {.model = "run:" + std::to_string(m_choices.run.id) + "@" + std::to_string(checkpoint().update),
            .output = m_target.folder,
            .config = m_config};
}

}  // namespace detox::ui
