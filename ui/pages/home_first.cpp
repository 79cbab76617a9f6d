// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home_first.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/pages/home_cards.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

constexpr int kColumnWidth = 920;

PlainLabel* wrapped(const QString& text, Type type, Color color) {
    auto* label = new PlainLabel(text, type, color);
    label->setWordWrap(true);
    return label;
}

}  // namespace

HomeFirst::HomeFirst(const QString& starterProblem, QWidget* parent) : QWidget(parent) {
    auto* column = new QWidget;
    column->setMaximumWidth(theme().px(kColumnWidth));
    auto* rows = new QVBoxLayout(column);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(theme().px(24));
    rows->addWidget(makeTitle());
    rows->addWidget(makeStarter(starterProblem));
    rows->addWidget(makeWays());
    rows->addWidget(makePromises());
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addStretch(1);
    auto* center = new QHBoxLayout;
    center->addStretch(1);
    center->addWidget(column, 100);
    center->addStretch(1);
    outer->addLayout(center);
    outer->addStretch(3);
}

QWidget* HomeFirst::makeTitle() {
    auto* title = new QWidget;
    auto* row = new QHBoxLayout(title);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme().px(20));
    row->addWidget(new IconView(QStringLiteral("detox-studio"), Color::Text, 72));
    auto* words = makeColumn(4);
    words->addWidget(wrapped(tr("Make a language model less toxic, and see what changed"), Type::Display, Color::Text));
    words->addWidget(wrapped(tr("Detox Studio trains a model with PPO against a toxicity classifier, watches that the "
                                "text stays text, and shows the original and the result side by side."),
                             Type::Reading, Color::TextSecondary));
    row->addLayout(words, 1);
    return title;
}

QWidget* HomeFirst::makeStarter(const QString& problem) {
    auto* card = new Card;
    card->setColors(Color::Surface, Color::Accent);
    const int margin = theme().px(20);
    card->body()->setContentsMargins(margin, margin, margin, margin);
    auto* words = makeColumn(2);
    words->addWidget(new PlainLabel(tr("Detoxify the starter model"), Type::CardTitle));
    words->addWidget(wrapped(problem.isEmpty()
                                 ? tr("A small model, two classifiers and prompts are included. It takes minutes on "
                                      "this computer, without a network. You can watch, pause or stop at any time.")
                                 : problem,
                             Type::Body, Color::TextSecondary));
    m_primary = makeButton(
        {.text = tr("Detoxify the starter model"), .icon = QStringLiteral("play"), .kind = ButtonKind::Primary});
    m_primary->setMinimumHeight(theme().size(Size::ControlLarge));
    m_primary->setEnabled(problem.isEmpty());
    setPlainToolTip(*m_primary, problem);
    connect(m_primary, &QPushButton::clicked, this, &HomeFirst::starterRequested);
    auto* row = makeRow(24);
    row->addLayout(words, 1);
    row->addWidget(m_primary);
    card->body()->addLayout(row);
    return card;
}

QWidget* HomeFirst::makeWays() {
    auto* ways = new QWidget;
    auto* row = new QHBoxLayout(ways);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme().px(8));
    const auto add = [&](const ActionCard::Spec& spec, const ButtonSpec& button, void (HomeFirst::*signal)()) {
        auto* card = new ActionCard(spec);
        connect(card->addButton(button), &QPushButton::clicked, this, signal);
        row->addWidget(card, 1);
    };
    add({QStringLiteral("folder"), tr("Open a model folder"),
         tr("Any Hugging Face folder: config.json with its weights. You can also drop it on this window."),
         ActionCard::Shape::Tall},
        {.text = tr("Choose folder…"), .hint = QStringLiteral("Ctrl+O")}, &HomeFirst::folderRequested);
    add({QStringLiteral("train"), tr("Detoxify a model of yours"),
         tr("Choose the model, a classifier and prompts, and see before the start what will happen."),
         ActionCard::Shape::Tall},
        {.text = tr("New run…"), .hint = QStringLiteral("Ctrl+N")}, &HomeFirst::newRunRequested);
    add({QStringLiteral("compare"), tr("Compare on a prompt"),
         tr("Two models write on the same prompt with the same seed, side by side, each with its toxicity."),
         ActionCard::Shape::Tall},
        {.text = tr("Open Compare"), .hint = QStringLiteral("Ctrl+3")}, &HomeFirst::compareRequested);
    return ways;
}

QWidget* HomeFirst::makePromises() {
    auto* promises = new QWidget;
    auto* row = new QHBoxLayout(promises);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme().px(8));
    row->addStretch(1);
    const std::pair<const char*, QString> kPromises[] = {
        {"eye-off", tr("Toxic text is blurred until you press B")},
        {"shield", tr("Nothing leaves this computer")},
        {"info", tr("F1 explains the page you are on")},
    };
    for (const auto& [icon, text] : kPromises) {
        row->addWidget(new IconView(QLatin1String(icon), Color::TextMuted, 16));
        row->addWidget(new PlainLabel(text, Type::Small, Color::TextMuted));
        row->addSpacing(theme().px(16));
    }
    row->addStretch(1);
    return promises;
}

}  // namespace detox::ui
