// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/sampler_dialog.h"

#include <QCheckBox>
#include <QDialog>
#include <QFormLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include "core/config/field_info.h"
#include "ui/models/display_text.h"
#include "ui/style/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

class SamplerDialog final : public QDialog {
public:
    SamplerDialog(QWidget& parent, SamplerConfig config)
        : QDialog(&parent), m_config(config), m_fields(fieldsOf(m_config)), m_problem(new PlainLabel) {
        setWindowTitle(tr("Sampling"));
        auto* column = new QVBoxLayout(this);
        auto* form = new QFormLayout;
        form->setLabelAlignment(Qt::AlignRight | Qt::AlignVCenter);
        for (const FieldInfo& field : m_fields) addRow(*form, field);
        column->addLayout(form);
        m_problem->setColor(Color::Error);
        m_problem->setWordWrap(true);
        m_problem->hide();
        column->addWidget(m_problem);
        column->addStretch(1);
        column->addLayout(makeButtons());
    }

    [[nodiscard]] const SamplerConfig& config() const { return m_config; }

private:
    void addRow(QFormLayout& form, const FieldInfo& field) {
        const QString name = ownText(field.spec.label);
        QWidget* editor = field.kind == FieldKind::Boolean ? makeCheck(field) : makeEdit(field);
        editor->setAccessibleName(name);
        editor->setAccessibleDescription(ownText(field.spec.help));
        setPlainToolTip(*editor, ownText(field.spec.help));
        auto* label = new PlainLabel(name, Type::Body, Color::TextSecondary);
        label->setBuddy(editor);
        label->setMinimumHeight(theme().size(Size::Control));
        form.addRow(label, editor);
    }

    QWidget* makeCheck(const FieldInfo& field) {
        auto* check = new QCheckBox(ownText(field.spec.help));
        check->setChecked(std::get<bool>(field.get()));
        connect(check, &QCheckBox::toggled, this, [this, &field](bool on) { show(field.set(on)); });
        return check;
    }

    QWidget* makeEdit(const FieldInfo& field) {
        auto* edit = new QLineEdit(QString::fromStdString(toText(field.get())));
        edit->setFont(theme().font(Type::Number));
        edit->setMaximumWidth(theme().px(136));
        connect(edit, &QLineEdit::textEdited, this, [this, &field, edit](const QString& text) {
            const auto result = setFromText(field, text.toStdString());
            edit->setProperty("error", !result.ok());
            edit->update();
            show(result);
        });
        return edit;
    }

    QHBoxLayout* makeButtons() {
        auto* row = makeRow();
        row->addStretch(1);
        QPushButton* cancel = makeButton({.text = tr("Cancel"), .kind = ButtonKind::Quiet});
        m_accept = makeButton({.text = tr("Use these settings"), .kind = ButtonKind::Primary});
        m_accept->setDefault(true);
        connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
        connect(m_accept, &QPushButton::clicked, this, &QDialog::accept);
        row->addWidget(cancel);
        row->addWidget(m_accept);
        return row;
    }

    void show(const Result<void>& result) {
        m_problem->setVisible(!result.ok());
        if (!result.ok()) m_problem->setText(QString::fromStdString(result.error().message()));
        m_accept->setEnabled(result.ok());
    }

    SamplerConfig m_config;
    std::vector<FieldInfo> m_fields;
    PlainLabel* m_problem;
    QPushButton* m_accept = nullptr;
};

}  // namespace

std::optional<SamplerConfig> askSampler(QWidget& parent, const SamplerConfig& current) {
    SamplerDialog dialog(parent, current);
    if (dialog.exec() != QDialog::Accepted) return std::nullopt;
    return dialog.config();
}

}  // namespace detox::ui
