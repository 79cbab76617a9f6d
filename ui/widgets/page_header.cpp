// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/page_header.h"

#include <QHBoxLayout>

#include "ui/widgets/card.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {

PageHeader::PageHeader(const QString& title, QWidget* parent)
    : QWidget(parent),
      m_row(new QHBoxLayout(this)),
      m_title(new PlainLabel(title, Type::Title)),
      m_subtitle(new PlainLabel({}, Type::Body, Color::TextMuted)),
      m_pill(new Pill({})),
      m_leading(makeRow(16)) {
    setFixedHeight(theme().size(Size::Header));
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(theme().px(8));
    m_subtitle->setElide(Qt::ElideRight);
    m_row->addWidget(m_title);
    m_row->addSpacing(theme().px(2));
    m_row->addLayout(m_leading);
    m_row->addWidget(m_subtitle);
    m_row->addWidget(m_pill);
    m_row->addStretch(1);
    m_subtitle->hide();
    m_pill->hide();
}

void PageHeader::setTitle(const QString& title) {
    m_title->setText(title);
}

void PageHeader::setSubtitle(const QString& subtitle) {
    m_subtitle->setText(subtitle);
    m_subtitle->setVisible(!subtitle.isEmpty());
}

void PageHeader::setPill(const PillSpec& spec) {
    m_pill->setSpec(spec);
    m_pill->show();
}

void PageHeader::clearPill() {
    m_pill->hide();
}

void PageHeader::addLeading(QWidget* widget) {
    m_leading->addWidget(widget);
}

void PageHeader::addAction(QWidget* widget) {
    m_row->addWidget(widget);
}

}  // namespace detox::ui
