// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare_prompt_card.h"

#include <algorithm>
#include <limits>

#include <QComboBox>
#include <QGridLayout>
#include <QLocale>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QVBoxLayout>

#include "ui/dialogs/sampler_dialog.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

constexpr int kLongestPrompt = 20'000;

enum SamplerChoice { Pure, Narrow, Greedy, Custom };

SamplerConfig samplerOf(int choice) {
    switch (choice) {
        case Narrow:
            return {.temperature = 0.7, .topP = 0.9};
        case Greedy:
            return {.greedy = true};
        default:
            return {};
    }
}

bool same(const SamplerConfig& a, const SamplerConfig& b) {
    return a.greedy == b.greedy && a.temperature == b.temperature && a.topK == b.topK && a.topP == b.topP &&
           a.repetitionPenalty == b.repetitionPenalty && a.minNewTokens == b.minNewTokens;
}

QSpinBox* makeSpin(const QString& name, int min, int max) {
    auto* spin = new QSpinBox;
    spin->setRange(min, max);
    spin->setFont(theme().font(Type::Number));
    spin->setAccessibleName(name);
    return spin;
}

PlainLabel* fieldLabel(const QString& text, QWidget* buddy) {
    auto* label = new PlainLabel(text, Type::Small, Color::TextSecondary);
    label->setBuddy(buddy);
    return label;
}

}  // namespace

ComparePromptCard::ComparePromptCard(QWidget* parent)
    : Card({}, parent),
      m_editor(new QPlainTextEdit),
      m_samplers(new QComboBox),
      m_length(makeSpin(tr("Length in tokens"), 1, 4096)),
      m_seed(makeSpin(tr("Seed"), 0, std::numeric_limits<int>::max())),
      m_samples(makeSpin(tr("Samples"), 1, 8)) {
    makeEditor();
    auto* row = makeRow(12);
    row->setContentsMargins(theme().px(12), theme().px(11), theme().px(12), theme().px(11));
    row->addWidget(m_editor, 1);
    row->addLayout(makeFields());
    row->addLayout(makeButtons());
    body()->addLayout(row);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    showSampler();
    showButtons();
}

void ComparePromptCard::makeEditor() {
    m_editor->setFixedHeight(theme().px(72));
    m_editor->setFont(theme().font(Type::Reading));
    m_editor->document()->setDocumentMargin(theme().px(8));
    m_editor->viewport()->setAutoFillBackground(false);
    m_editor->setTabChangesFocus(true);
    m_editor->setPlaceholderText(tr("Write a prompt: the beginning of a sentence both models will continue."));
    m_editor->setAccessibleName(tr("Prompt"));
    connect(m_editor, &QPlainTextEdit::textChanged, this, &ComparePromptCard::edited);
}

QGridLayout* ComparePromptCard::makeFields() {
    m_samplers->addItems({tr("Sample, T 1.0"), tr("Sample, T 0.7, top-p 0.9"), tr("Greedy"), tr("Other settings…")});
    m_samplers->setAccessibleName(tr("Sampler"));
    m_samplers->setMinimumContentsLength(14);
    m_samplers->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(m_samplers, &QComboBox::activated, this, &ComparePromptCard::onSampler);
    QToolButton* previous = makeIconButton(QStringLiteral("chevron-left"), tr("Previous seed"));
    QToolButton* next = makeIconButton(QStringLiteral("chevron-right"), tr("Next seed"));
    connect(previous, &QToolButton::clicked, m_seed, [this] { m_seed->stepDown(); });
    connect(next, &QToolButton::clicked, m_seed, [this] { m_seed->stepUp(); });
    auto* seeds = makeRow(2);
    seeds->addWidget(previous);
    seeds->addWidget(m_seed, 1);
    seeds->addWidget(next);
    m_length->setFixedWidth(theme().px(76));
    m_samples->setFixedWidth(theme().px(76));
    auto* grid = new QGridLayout;
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(theme().px(8));
    grid->setVerticalSpacing(theme().px(8));
    grid->addWidget(fieldLabel(tr("Sampler"), m_samplers), 0, 0);
    grid->addWidget(m_samplers, 0, 1);
    grid->addWidget(fieldLabel(tr("Length"), m_length), 0, 2);
    grid->addWidget(m_length, 0, 3);
    grid->addWidget(fieldLabel(tr("Seed"), m_seed), 1, 0);
    grid->addLayout(seeds, 1, 1);
    grid->addWidget(fieldLabel(tr("Samples"), m_samples), 1, 2);
    grid->addWidget(m_samples, 1, 3);
    for (QSpinBox* spin : {m_length, m_seed, m_samples}) {
        connect(spin, &QSpinBox::valueChanged, this, &ComparePromptCard::edited);
    }
    return grid;
}

QVBoxLayout* ComparePromptCard::makeButtons() {
    m_generate = makeButton({.text = tr("Generate"), .kind = ButtonKind::Primary});
    m_nextSeed = makeButton({.text = tr("Next seed"), .icon = QStringLiteral("dice")});
    m_generate->setMinimumWidth(theme().px(152));
    connect(m_generate, &QPushButton::clicked, this, [this] {
        if (m_busy) {
            emit stopRequested();
        } else {
            emit generateRequested();
        }
    });
    connect(m_nextSeed, &QPushButton::clicked, this, &ComparePromptCard::nextSeedRequested);
    auto* column = makeColumn(8);
    column->addWidget(m_generate);
    column->addWidget(m_nextSeed);
    return column;
}

void ComparePromptCard::onSampler(int index) {
    if (index != Custom) {
        m_sampler = samplerOf(index);
    } else if (const auto chosen = askSampler(*this, m_sampler)) {
        m_sampler = *chosen;
    }
    showSampler();
    emit edited();
}

void ComparePromptCard::showSampler() {
    int shown = Custom;
    for (const int choice : {Pure, Narrow, Greedy}) {
        if (same(m_sampler, samplerOf(choice))) shown = choice;
    }
    m_samplers->setItemText(Custom, shown == Custom ? tr("Own: T %1 …").arg(QLocale().toString(m_sampler.temperature))
                                                    : tr("Other settings…"));
    m_samplers->setCurrentIndex(shown);
}

void ComparePromptCard::showButtons() {
    restyleButton(*m_generate, {.text = m_busy ? tr("Stop") : tr("Generate"),
                                .icon = m_busy ? QStringLiteral("stop") : QStringLiteral("play"),
                                .kind = m_busy ? ButtonKind::Standard : ButtonKind::Primary,
                                .hint = m_busy ? QStringLiteral("Ctrl+.") : QStringLiteral("Ctrl+⏎")});
    m_generate->setEnabled(m_busy || m_blocker.isEmpty());
    m_nextSeed->setEnabled(!m_busy && m_blocker.isEmpty());
    setPlainToolTip(*m_generate, m_busy ? QString() : m_blocker);
    setPlainToolTip(*m_nextSeed, m_busy ? tr("Texts are being written.") : m_blocker);
}

QString ComparePromptCard::prompt() const {
    return m_editor->toPlainText().left(kLongestPrompt);
}

void ComparePromptCard::setPrompt(const QString& prompt) {
    m_editor->setPlainText(prompt);
}

int ComparePromptCard::maxNewTokens() const {
    return m_length->value();
}

void ComparePromptCard::setMaxNewTokens(int tokens) {
    m_length->setValue(tokens);
}

qint64 ComparePromptCard::seed() const {
    return m_seed->value();
}

void ComparePromptCard::setSeed(qint64 seed) {
    m_seed->setValue(static_cast<int>(std::clamp<qint64>(seed, 0, std::numeric_limits<int>::max())));
}

int ComparePromptCard::samples() const {
    return m_samples->value();
}

void ComparePromptCard::setSamples(int samples) {
    m_samples->setValue(samples);
}

void ComparePromptCard::setBusy(bool busy) {
    if (m_busy == busy) return;
    m_busy = busy;
    showButtons();
}

void ComparePromptCard::setBlocker(const QString& blocker) {
    if (m_blocker == blocker) return;
    m_blocker = blocker;
    showButtons();
}

}  // namespace detox::ui
