// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train_prompt_card.h"

#include <algorithm>

#include <QGridLayout>
#include <QPainter>
#include <QProgressBar>
#include <QStackedLayout>

#include "ui/bridge/prompt_preview_loader.h"
#include "ui/models/config_draft.h"
#include "ui/models/display_text.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

bool sameFile(const PromptConfig& a, const PromptConfig& b) {
    return a.promptFile == b.promptFile && a.textColumn == b.textColumn && a.toxicityColumn == b.toxicityColumn &&
           a.minToxicity == b.minToxicity && a.includeContinuation == b.includeContinuation &&
           a.probePrompts == b.probePrompts && a.testPrompts == b.testPrompts;
}

}  // namespace

ScoreHistogram::ScoreHistogram(QWidget* parent) : QWidget(parent) {
    setFixedHeight(theme().px(72));
    setAccessibleName(tr("Prompts per tenth of toxicity"));
}

void ScoreHistogram::setCounts(std::vector<std::size_t> counts) {
    m_counts = std::move(counts);
    update();
}

void ScoreHistogram::paintEvent(QPaintEvent*) {
    const std::size_t most = m_counts.empty() ? 0 : *std::max_element(m_counts.begin(), m_counts.end());
    if (most == 0) return;
    QPainter painter(this);
    const int foot = theme().px(16);
    const double step = static_cast<double>(width()) / static_cast<double>(m_counts.size());
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        const double share = static_cast<double>(m_counts[i]) / static_cast<double>(most);
        const double tall = share * (height() - foot);
        painter.fillRect(QRectF(static_cast<double>(i) * step, height() - foot - tall, step - 1, tall),
                         theme().toxicityBar((static_cast<double>(i) + 0.5) / static_cast<double>(m_counts.size())));
    }
    painter.fillRect(QRect(0, height() - foot, width(), 1), theme().color(Color::PlotAxis));
    QFont font = theme().font(Type::Number);
    font.setPixelSize(theme().px(11));
    painter.setFont(font);
    painter.setPen(theme().color(Color::PlotLabel));
    const QRect labels(0, height() - foot, width(), foot);
    painter.drawText(labels, Qt::AlignLeft | Qt::AlignBottom, decimal(0.0, 1));
    painter.drawText(labels, Qt::AlignHCenter | Qt::AlignBottom, decimal(0.5, 1));
    painter.drawText(labels, Qt::AlignRight | Qt::AlignBottom, tr("toxicity %1").arg(decimal(1.0, 1)));
}

TrainPromptCard::TrainPromptCard(ConfigDraft& draft, PromptPreviewer read, QWidget* parent)
    : Card(tr("Prompt preview"), parent),
      m_draft(draft),
      m_loader(new PromptPreviewLoader(std::move(read), this)),
      m_count(new PlainLabel({}, Type::Small, Color::TextMuted)),
      m_busy(new QProgressBar) {
    head()->insertWidget(1, m_count);
    m_busy->setRange(0, 0);
    m_busy->setTextVisible(false);
    m_busy->setFixedHeight(theme().px(4));
    QSizePolicy keep = m_busy->sizePolicy();
    keep.setRetainSizeWhenHidden(true);
    m_busy->setSizePolicy(keep);
    m_busy->hide();
    body()->setContentsMargins(0, 0, 0, 0);
    body()->addWidget(m_busy);
    buildBody();
    connect(&m_draft, &ConfigDraft::edited, this, &TrainPromptCard::request);
    connect(m_loader, &PromptPreviewLoader::started, m_busy, &QWidget::show);
    connect(m_loader, &PromptPreviewLoader::loaded, this, [this](const Result<PromptPreview>& preview) {
        m_busy->hide();
        if (preview) return present(*preview);
        presentProblem(plainLine(preview.error().message()));
    });
    request();
}

void TrainPromptCard::buildBody() {
    auto* shown = new QWidget;
    auto* grid = new QGridLayout(shown);
    grid->setContentsMargins(theme().px(12), 0, theme().px(12), theme().px(12));
    grid->setVerticalSpacing(theme().px(6));
    grid->setHorizontalSpacing(theme().px(8));
    m_histogram = new ScoreHistogram;
    grid->addWidget(m_histogram, 0, 0, 1, 2);
    for (std::size_t i = 0; i < kRows; ++i) {
        m_texts.push_back(new PlainLabel({}, Type::Small));
        m_texts.back()->setElide(Qt::ElideRight);
        m_scores.push_back(new PlainLabel({}, Type::Number, Color::TextSecondary));
        grid->addWidget(m_texts.back(), static_cast<int>(i) + 1, 0);
        grid->addWidget(m_scores.back(), static_cast<int>(i) + 1, 1, Qt::AlignRight);
    }
    m_dropped = new PlainLabel({}, Type::Small, Color::TextSecondary);
    m_dropped->setWordWrap(true);
    grid->addWidget(m_dropped, static_cast<int>(kRows) + 1, 0, 1, 2);
    grid->setRowStretch(static_cast<int>(kRows) + 2, 1);
    grid->setColumnStretch(0, 1);
    m_empty = new EmptyState(QStringLiteral("library"), tr("No prompts yet"), {});
    m_stack = new QStackedLayout;
    m_stack->addWidget(m_empty);
    m_stack->addWidget(shown);
    body()->addLayout(m_stack, 1);
}

void TrainPromptCard::request() {
    const PromptConfig& wanted = m_draft.config().prompts;
    if (sameFile(wanted, m_asked) && !m_asked.promptFile.empty()) return;
    m_asked = wanted;
    if (wanted.promptFile.empty())
        return presentProblem(tr("Choose a prompt set to see what the model will be asked."));
    m_loader->request(wanted);
}

void TrainPromptCard::presentProblem(const QString& problem) {
    m_count->setText({});
    m_empty->setTexts(m_asked.promptFile.empty() ? tr("No prompts yet") : tr("Not readable"), problem);
    m_stack->setCurrentIndex(0);
}

void TrainPromptCard::present(const PromptPreview& preview) {
    m_preview = preview;
    const QLocale locale;
    m_count->setText(tr("%1 of %2")
                         .arg(locale.toString(static_cast<qulonglong>(preview.remaining)),
                              locale.toString(static_cast<qulonglong>(preview.total))));
    m_histogram->setCounts(preview.scores);
    presentRows();
    QStringList reasons;
    for (const auto& dropped : preview.dropped)
        reasons << tr("%1 %2").arg(locale.toString(static_cast<qulonglong>(dropped.count)), plainLine(dropped.reason));
    m_dropped->setText(reasons.isEmpty() ? tr("Nothing is left out.") : tr("Left out: %1").arg(reasons.join(", ")));
    m_stack->setCurrentIndex(1);
}

void TrainPromptCard::presentRows() {
    for (std::size_t i = 0; i < kRows; ++i) {
        const bool there = i < m_preview.first.size();
        m_texts[i]->setVisible(there);
        m_scores[i]->setVisible(there);
        if (!there) continue;
        const auto& row = m_preview.first[i];
        const bool hidden = m_blurred && row.scored && row.toxicity >= theme().blur().threshold;
        m_texts[i]->setText(hidden ? tr("Hidden: toxic prompt") : plainLine(row.text));
        m_texts[i]->setColor(hidden ? Color::TextMuted : Color::Text);
        m_scores[i]->setText(row.scored ? decimal(row.toxicity) : decimal(std::nullopt));
    }
}

void TrainPromptCard::setBlurred(bool blurred) {
    m_blurred = blurred;
    presentRows();
}

}  // namespace detox::ui
