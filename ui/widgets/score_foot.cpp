// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/score_foot.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/widgets/card.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/toxicity_bar.h"

namespace detox::ui {

ScoreFoot::ScoreFoot(QWidget* parent)
    : QWidget(parent),
      m_value(new PlainLabel({}, Type::NumberHero)),
      m_difference(new PlainLabel({}, Type::Number, Color::TextMuted)),
      m_word(new PlainLabel({}, Type::Small, Color::TextSecondary)),
      m_bar(new ToxicityBar) {
    m_bar->setMaximumWidth(theme().px(240));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme().px(16), theme().px(8), theme().px(16), theme().px(12));
    column->setSpacing(theme().px(2));
    column->addWidget(new PlainLabel(tr("Toxicity"), Type::Caption, Color::TextMuted));
    auto* row = makeRow(8);
    row->addWidget(m_value);
    row->addWidget(m_difference);
    row->addWidget(m_word);
    row->addStretch(1);
    column->addLayout(row);
    column->addSpacing(theme().px(2));
    column->addWidget(m_bar);
    setScore({}, {});
}

void ScoreFoot::setScore(std::optional<double> toxicity, std::optional<double> difference) {
    m_bar->setValue(toxicity);
    m_value->setText(toxicity ? numberText(*toxicity) : QStringLiteral("–"));
    m_word->setText(toxicity ? toxicityWord(*toxicity) : QString());
    const bool shown = toxicity && difference;
    m_difference->setText(shown ? numberText(*difference, NumberSign::Always) : QString());
    if (shown)
        m_difference->setColor(*difference < 0 ? Color::Success : *difference > 0 ? Color::Error : Color::TextMuted);
    setAccessibleName(toxicity ? tr("Toxicity %1, %2").arg(numberText(*toxicity), toxicityWord(*toxicity))
                               : tr("Toxicity not known"));
}

void ScoreFoot::setReason(const QString& reason) {
    setScore({}, {});
    m_word->setText(reason);
}

}  // namespace detox::ui
