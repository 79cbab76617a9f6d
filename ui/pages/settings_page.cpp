// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings_page.h"

#include <QDesktopServices>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/pages/home_cards.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/segmented.h"

namespace detox::ui {

SettingsPage::SettingsPage(EngineHost& engine, const QString& dataFolder, QWidget* parent)
    : Page(tr("Settings"), parent), m_themes(new Segmented({tr("Desktop"), tr("Light"), tr("Dark")})) {
    auto* column = makeColumn(8);
    column->addWidget(makeAppearance());
    column->addWidget(makePlaces(dataFolder));
    column->addWidget(new ComputerCard(engine, dataFolder));
    column->addStretch(1);
    auto* form = new QWidget;
    form->setLayout(column);
    form->setMaximumWidth(theme().size(Size::FormMaxWidth));
    auto* row = makeRow();
    row->addWidget(form, 1);
    row->addStretch(0);
    content().addLayout(row, 1);
    m_themes->setCurrent(static_cast<int>(theme().mode()));
    connect(m_themes, &Segmented::currentChanged, this,
            [this](int index) { emit themeModeChosen(static_cast<ThemeMode>(index)); });
    connect(&theme(), &Theme::changed, this, [this] { m_themes->setCurrent(static_cast<int>(theme().mode())); });
}

QWidget* SettingsPage::makeAppearance() {
    auto* card = new Card(tr("Appearance"));
    auto* row = makeRow(12);
    row->setContentsMargins(theme().px(12), 0, theme().px(12), theme().px(12));
    row->addWidget(new PlainLabel(tr("Theme"), Type::Body, Color::TextSecondary));
    row->addWidget(m_themes);
    row->addWidget(new PlainLabel(tr("Desktop follows your system's colours."), Type::Small, Color::TextMuted));
    row->addStretch(1);
    card->body()->addLayout(row);
    return card;
}

QWidget* SettingsPage::makePlaces(const QString& dataFolder) {
    auto* card = new Card(tr("Runs and checkpoints"));
    auto* row = makeRow(12);
    row->setContentsMargins(theme().px(12), 0, theme().px(12), theme().px(12));
    auto* path = new PlainLabel(dataFolder, Type::Number);
    path->setElide(Qt::ElideMiddle);
    row->addWidget(path, 1);
    QPushButton* open = makeButton({.text = tr("Open folder"), .icon = QStringLiteral("folder")});
    connect(open, &QPushButton::clicked, this,
            [dataFolder] { QDesktopServices::openUrl(QUrl::fromLocalFile(dataFolder)); });
    row->addWidget(open);
    card->body()->addLayout(row);
    return card;
}

QString SettingsPage::helpText() const {
    return tr(
        "How the window looks, where runs and checkpoints are kept, and what this computer offers. The data "
        "folder is chosen at the start with --data-dir.");
}

}  // namespace detox::ui
