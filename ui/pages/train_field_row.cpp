// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train_field_row.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>

#include "ui/models/display_text.h"
#include "ui/models/number_text.h"
#include "ui/style/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/segmented.h"

namespace detox::ui {
namespace {

constexpr int kLabelWidth = 184;
constexpr int kNumberWidth = 136;
constexpr int kChoiceWidth = 280;
constexpr std::size_t kSegments = 2;  ///< choices that stand side by side

QString hintOf(const FieldSpec& spec) {
    const QString unit = ownText(spec.unit);
    const QString help = ownText(spec.help);
    return unit.isEmpty() ? help : unit + QStringLiteral(" · ") + help;
}

}  // namespace

class ChangeDot final : public QAbstractButton {
public:
    explicit ChangeDot(const QString& label) {
        setFocusPolicy(Qt::TabFocus);
        setFixedSize(theme().px(16), theme().px(24));
        setAccessibleName(FieldRow::tr("Take the preset's value of %1").arg(label));
        setPlainToolTip(*this, FieldRow::tr("Differs from the preset. Click takes the preset's value back."));
        QSizePolicy policy = sizePolicy();
        policy.setRetainSizeWhenHidden(true);
        setSizePolicy(policy);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().color(Color::Accent));
        painter.drawEllipse(QRectF(rect()).center(), theme().px(3), theme().px(3));
    }
};

FieldRow::FieldRow(ConfigDraft& draft, int index, QWidget* parent)
    : QWidget(parent), m_draft(draft), m_index(index), m_dot(new ChangeDot(ownText(field().spec.label))) {
    const QString label = ownText(field().spec.label);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme().px(6));
    auto* name = new PlainLabel(label, Type::Body, Color::TextSecondary);
    name->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    name->setFixedWidth(theme().px(kLabelWidth));
    name->setElide(Qt::ElideRight);
    m_editor = makeEditor();
    m_editor->setAccessibleName(label);
    m_editor->setAccessibleDescription(ownText(field().spec.help));
    setPlainToolTip(*m_editor, ownText(field().spec.help));
    name->setBuddy(m_editor);
    m_mark = new IconView(QStringLiteral("error"), Color::Error, 16);
    m_hint = new PlainLabel(hintOf(field().spec), Type::Small, Color::TextMuted);
    m_hint->setElide(Qt::ElideRight);
    m_hint->setMaxLines(2);
    row->addWidget(name);
    row->addWidget(m_dot);
    row->addWidget(m_editor);
    addBrowse(*row);
    row->addSpacing(theme().px(4));
    row->addWidget(m_mark);
    row->addWidget(m_hint, 1);
    setFixedHeight(theme().size(Size::Control) + theme().px(2));
    connect(m_dot, &QAbstractButton::clicked, this, [this] {
        m_draft.reset(m_index);
        showValue();
    });
    showValue();
    showState();
}

QWidget* FieldRow::makeEditor() {
    switch (field().kind) {
        case FieldKind::Integer:
        case FieldKind::Real:
            return makeNumber();
        case FieldKind::Choice:
            return makeChoice();
        case FieldKind::Boolean:
            return makeSwitch();
        case FieldKind::Text:
            return makeText();
    }
    return new QWidget;
}

QWidget* FieldRow::makeNumber() {
    const bool whole = field().kind == FieldKind::Integer;
    auto* number = new NumberField(whole ? NumberField::Kind::Whole : NumberField::Kind::Real);
    number->setFixedWidth(theme().px(kNumberWidth));
    connect(number, &NumberField::textEdited, this,
            [this](const QString& typed) { m_draft.enterText(m_index, typed); });
    return number;
}

QWidget* FieldRow::makeText() {
    auto* line = new QLineEdit;
    line->setFixedWidth(theme().px(kChoiceWidth));
    connect(line, &QLineEdit::textEdited, this, [this](const QString& typed) { m_draft.enterText(m_index, typed); });
    return line;
}

QWidget* FieldRow::makeChoice() {
    QStringList labels;
    for (const auto& choice : field().choices) labels << ownText(choice.label);
    const auto chosen = [this](int i) {
        m_draft.choose(m_index, std::string(field().choices[static_cast<std::size_t>(i)].key));
    };
    if (field().choices.size() <= kSegments) {
        auto* segments = new Segmented(labels, ButtonSize::Normal);
        connect(segments, &Segmented::currentChanged, this, chosen);
        return segments;
    }
    auto* combo = new QComboBox;
    combo->addItems(labels);
    combo->setFixedWidth(theme().px(kChoiceWidth));
    combo->setFocusPolicy(Qt::StrongFocus);
    connect(combo, &QComboBox::activated, this, chosen);
    return combo;
}

QWidget* FieldRow::makeSwitch() {
    auto* box = new QCheckBox;
    connect(box, &QCheckBox::clicked, this, [this](bool on) { m_draft.choose(m_index, on); });
    return box;
}

void FieldRow::addBrowse(QHBoxLayout& row) {
    if (field().spec.text == TextKind::Plain) return;
    auto* button = makeButton({.text = tr("Open…"), .kind = ButtonKind::Quiet, .size = ButtonSize::Small});
    button->setAccessibleName(tr("Open %1").arg(ownText(field().spec.label)));
    connect(button, &QPushButton::clicked, this, &FieldRow::browse);
    row.addWidget(button);
}

void FieldRow::browse() {
    const QString title = ownText(field().spec.label);
    const QString chosen = field().spec.text == TextKind::PromptFile ? QFileDialog::getOpenFileName(this, title)
                                                                     : QFileDialog::getExistingDirectory(this, title);
    if (chosen.isEmpty()) return;
    m_draft.enterText(m_index, chosen);
    showValue();
}

bool FieldRow::matches(const QString& wanted) const {
    const FieldSpec& spec = field().spec;
    for (const std::string_view part : {spec.label, spec.key, spec.help}) {
        if (ownText(part).contains(wanted, Qt::CaseInsensitive)) return true;
    }
    return false;
}

void FieldRow::showValue() {
    const FieldValue value = field().get();
    if (auto* number = qobject_cast<NumberField*>(m_editor)) number->setText(fieldText(field(), QLocale()));
    if (auto* line = qobject_cast<QLineEdit*>(m_editor)) line->setText(fieldText(field(), QLocale()));
    if (auto* box = qobject_cast<QCheckBox*>(m_editor)) box->setChecked(std::get<bool>(value));
    const auto* key = std::get_if<std::string>(&value);
    for (std::size_t i = 0; key != nullptr && i < field().choices.size(); ++i) {
        if (field().choices[i].key != *key) continue;
        if (auto* combo = qobject_cast<QComboBox*>(m_editor)) combo->setCurrentIndex(static_cast<int>(i));
        if (auto* segments = qobject_cast<Segmented*>(m_editor)) segments->setCurrent(static_cast<int>(i));
    }
}

void FieldRow::showState() {
    const QString problem = m_draft.problem(m_index);
    const bool wrong = !problem.isEmpty();
    m_dot->setVisible(m_draft.changed(m_index));
    m_mark->setVisible(wrong);
    m_hint->setText(wrong ? problem : hintOf(field().spec));
    m_hint->setColor(wrong ? Color::Error : Color::TextMuted);
    if (m_editor->property("error").toBool() == wrong) return;
    m_editor->setProperty("error", wrong);
    m_editor->update();
}

void FieldRow::focusField() {
    m_editor->setFocus(Qt::ShortcutFocusReason);
}

}  // namespace detox::ui
