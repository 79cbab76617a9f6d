// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/later_page.h"

#include <QVBoxLayout>

#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"

namespace detox::ui {

LaterPage::LaterPage(const LaterPageSpec& spec, QWidget* parent) : Page(spec.title, parent), m_help(spec.text) {
    auto* card = new Card;
    card->body()->addWidget(new EmptyState(spec.icon, spec.headline, spec.text));
    content().addWidget(card, 1);
}

}  // namespace detox::ui
