// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/chart_toolbar.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QSlider>

#include "ui/models/display_text.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {
constexpr int kSteps = 999;  ///< the slider counts thousandths
constexpr int kStart = 900;
}  // namespace

ChartToolbar::ChartToolbar(QWidget* parent)
    : QWidget(parent),
      m_smoothing(new QSlider(Qt::Horizontal)),
      m_value(new PlainLabel({}, Type::Number)),
      m_logarithmic(new QCheckBox(tr("Log scale"))),
      m_outliers(new QCheckBox(tr("Ignore outliers"))) {
    auto* name = new PlainLabel(tr("Smoothing"), Type::Small, Color::TextMuted);
    name->setBuddy(m_smoothing);
    m_smoothing->setRange(0, kSteps);
    m_smoothing->setPageStep(50);
    m_smoothing->setValue(kStart);
    m_smoothing->setFixedWidth(theme().px(112));
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_value->setFixedWidth(theme().px(40));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme().px(8));
    row->addWidget(name);
    row->addWidget(m_smoothing);
    row->addWidget(m_value);
    row->addSpacing(theme().px(4));
    row->addWidget(m_logarithmic);
    row->addSpacing(theme().px(4));
    row->addWidget(m_outliers);
    row->addStretch();
    setFixedHeight(theme().size(Size::Control));
    connect(m_smoothing, &QSlider::valueChanged, this, &ChartToolbar::changed);
    connect(m_logarithmic, &QCheckBox::toggled, this, &ChartToolbar::changed);
    connect(m_outliers, &QCheckBox::toggled, this, &ChartToolbar::changed);
    changed();
}

ChartOptions ChartToolbar::options() const {
    return {.smoothing = m_smoothing->value() / 1000.0,
            .logarithmic = m_logarithmic->isChecked(),
            .ignoreOutliers = m_outliers->isChecked()};
}

void ChartToolbar::changed() {
    m_value->setText(decimal(options().smoothing, 2));
    emit optionsChanged(options());
}

}  // namespace detox::ui
