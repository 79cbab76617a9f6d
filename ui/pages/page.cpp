// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"

#include <QVBoxLayout>

#include "ui/style/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/page_header.h"

namespace detox::ui {

Page::Page(const QString& title, QWidget* parent)
    : QWidget(parent), m_header(new PageHeader(title)), m_banner(new Banner), m_content(new QVBoxLayout) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme().px(16), 0, theme().px(16), theme().px(16));
    column->setSpacing(theme().px(8));
    column->addWidget(m_header);
    column->addWidget(m_banner);
    m_content->setContentsMargins(0, 0, 0, 0);
    m_content->setSpacing(theme().px(8));
    column->addLayout(m_content, 1);
    setAccessibleName(title);
}

void Page::setInFront(bool inFront) {
    m_inFront = inFront;
}

}  // namespace detox::ui
