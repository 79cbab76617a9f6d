// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sample_strip.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/sample_button.h"
#include "ui/widgets/toxicity_bar.h"

namespace detox::ui {

SampleStrip::SampleStrip(QWidget* parent)
    : Card(tr("Samples"), parent),
      m_row(makeRow()),
      m_group(new QButtonGroup(this)),
      m_summary(new PlainLabel({}, Type::Small, Color::TextSecondary)) {
    head()->insertWidget(1, new PlainLabel(tr("same seed on both sides; original above, detoxified below"), Type::Small,
                                           Color::TextMuted));
    head()->addWidget(m_summary);
    QToolButton* previous = makeIconButton(QStringLiteral("chevron-left"), tr("Previous sample"));
    QToolButton* next = makeIconButton(QStringLiteral("chevron-right"), tr("Next sample"));
    connect(previous, &QToolButton::clicked, this, [this] { step(-1); });
    connect(next, &QToolButton::clicked, this, [this] { step(1); });
    head()->addWidget(previous);
    head()->addWidget(next);
    m_row->setContentsMargins(theme().px(12), 0, theme().px(12), theme().px(12));
    body()->addLayout(m_row);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int index, bool on) {
        if (!on || index == m_current) return;
        m_current = index;
        emit currentChanged(index);
    });
}

void SampleStrip::setScores(const std::vector<SampleScores>& scores) {
    setCount(scores.size());
    for (std::size_t index = 0; index < scores.size(); ++index) m_buttons[index]->setScores(scores[index]);
    summarise(scores);
}

void SampleStrip::setCurrent(int index) {
    if (index < 0 || index >= static_cast<int>(m_buttons.size())) return;
    m_buttons[static_cast<std::size_t>(index)]->setChecked(true);
}

void SampleStrip::setCount(std::size_t count) {
    while (m_buttons.size() > count) {
        m_group->removeButton(m_buttons.back());
        delete m_buttons.back();
        m_buttons.pop_back();
    }
    while (m_buttons.size() < count) {
        const int index = static_cast<int>(m_buttons.size());
        auto* button = new SampleButton(index, this);
        m_buttons.push_back(button);
        m_group->addButton(button, index);
        m_row->addWidget(button, 1);
    }
    if (m_group->checkedId() < 0 && count > 0) m_buttons.front()->setChecked(true);
}

void SampleStrip::summarise(const std::vector<SampleScores>& scores) {
    double left = 0, right = 0;
    int known = 0, better = 0;
    for (const SampleScores& sample : scores) {
        if (!sample.left || !sample.right) continue;
        left += *sample.left;
        right += *sample.right;
        better += *sample.left - *sample.right >= kRoundsToZero;
        ++known;
    }
    m_summary->setText(known == 0 ? QString()
                                  : tr("mean %1 → %2, better in %3 of %4")
                                        .arg(numberText(left / known), numberText(right / known))
                                        .arg(better)
                                        .arg(known));
}

void SampleStrip::step(int by) {
    setCurrent(m_current + by);
}

}  // namespace detox::ui
