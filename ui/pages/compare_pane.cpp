// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare_pane.h"

#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLocale>
#include <QMimeData>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "core/api/run_store.h"
#include "ui/pages/model_picker.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/checkpoint_slider.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/loading_view.h"
#include "ui/widgets/model_text_view.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/score_foot.h"

namespace detox::ui {
namespace {

Color colorOf(Side side) {
    return side == Side::Left ? Color::Original : Color::Detoxified;
}

QIcon markOf(Side side) {
    return identityMark(colorOf(side), side == Side::Left ? MarkShape::Round : MarkShape::Square);
}

QString droppedFolder(const QMimeData& data) {
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile() && QFileInfo(url.toLocalFile()).isDir()) return url.toLocalFile();
    }
    return {};
}

}  // namespace

ComparePane::ComparePane(Side side, const RunStore* store, QWidget* parent)
    : Card({}, parent),
      m_side(side),
      m_store(store),
      m_picker(new ModelPicker(markOf(side), FolderKind::LanguageModel)),
      m_note(new PlainLabel({}, Type::Small, Color::TextMuted)),
      m_checkpoint(new CheckpointSlider),
      m_speed(new PlainLabel({}, Type::Number, Color::TextMuted)),
      m_copy(makeIconButton(QStringLiteral("copy"), tr("Copy the text"))),
      m_views(new QStackedWidget),
      m_empty(new EmptyState(QStringLiteral("compare"), tr("Nothing written yet"),
                             tr("Choose a model, write a prompt and press Generate."))),
      m_loading(new LoadingView),
      m_text(new ModelTextView),
      m_failed(new EmptyState(QStringLiteral("error"), tr("This model cannot write"), {})),
      m_score(new ScoreFoot) {
    setTopMark(colorOf(side));
    setAcceptDrops(true);
    setMinimumWidth(theme().size(Size::PaneMinWidth));
    const QString name = side == Side::Left ? tr("Original") : tr("Detoxified");
    setAccessibleName(name);
    m_text->setAccessibleName(tr("Text of the model at the %1").arg(side == Side::Left ? tr("left") : tr("right")));
    m_picker->setAccessibleName(side == Side::Left ? tr("Model at the left") : tr("Model at the right"));
    body()->addLayout(makeHead());
    body()->addWidget(makeDivider(Qt::Horizontal));
    auto* inset = makeRow(0);
    inset->setContentsMargins(theme().px(12), theme().px(12), theme().px(4), theme().px(4));
    inset->addWidget(m_views);
    for (QWidget* view : {static_cast<QWidget*>(m_empty), static_cast<QWidget*>(m_loading),
                          static_cast<QWidget*>(m_text), static_cast<QWidget*>(m_failed)}) {
        m_views->addWidget(view);
    }
    body()->addLayout(inset, 1);
    body()->addWidget(makeDivider(Qt::Horizontal));
    body()->addWidget(m_score);
    QPushButton* details = m_failed->addButton(tr("Copy details"), QStringLiteral("copy"));
    connect(details, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_failed->accessibleDescription()); });
    m_picker->setDescribe(
        [store](const std::string& model) { return store == nullptr ? std::nullopt : checkpointNamed(*store, model); });
    connect(m_picker, &ModelPicker::pickedChanged, this, &ComparePane::onPicked);
    connect(m_picker, &ModelPicker::refused, this, &ComparePane::refused);
    connect(m_copy, &QToolButton::clicked, this, &ComparePane::copyText);
    onPicked();
}

QHBoxLayout* ComparePane::makeHead() {
    auto* row = makeRow(8);
    row->setContentsMargins(theme().px(12), theme().px(8), theme().px(8), theme().px(8));
    m_picker->setMaximumWidth(theme().px(232));
    m_checkpoint->setMinimumWidth(theme().px(72));
    m_checkpoint->setMaximumWidth(theme().px(200));
    m_speed->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(m_picker, 3);
    row->addWidget(m_note);
    row->addWidget(m_checkpoint, 2);
    row->addStretch(1);
    row->addWidget(m_speed);
    row->addWidget(m_copy);
    connect(m_checkpoint, &CheckpointSlider::valueChanged, this, [this](int index) {
        if (index < static_cast<int>(m_checkpoints.size())) {
            m_picker->pick(m_checkpoints[static_cast<std::size_t>(index)].name);
        }
    });
    return row;
}

void ComparePane::setModels(const std::vector<CatalogEntry>& models) {
    m_picker->setEntries(models);
    showCheckpoints();
}

void ComparePane::onPicked() {
    showCheckpoints();
    emit modelChanged();
}

void ComparePane::showCheckpoints() {
    const CatalogEntry entry = m_picker->entry();
    m_checkpoints.clear();
    if (entry.runId != 0 && m_store != nullptr) m_checkpoints = checkpointEntries(*m_store, entry.runId);
    m_checkpoint->setVisible(m_checkpoints.size() > 1);
    m_note->setText(entry.update >= 0 ? tr("Update %1").arg(entry.update)
                                      : (m_side == Side::Left ? tr("Original") : QString()));
    std::optional<int> recommended;
    int shown = 0;
    for (int index = 0; index < static_cast<int>(m_checkpoints.size()); ++index) {
        const CatalogEntry& checkpoint = m_checkpoints[static_cast<std::size_t>(index)];
        if (checkpoint.recommended) recommended = index;
        if (checkpoint.name == entry.name) shown = index;
    }
    const QSignalBlocker blocker(m_checkpoint);
    m_checkpoint->setCheckpoints(static_cast<int>(m_checkpoints.size()), recommended);
    m_checkpoint->setValue(shown);
}

void ComparePane::present(const ComparePaneState& state, const PaneView& view) {
    m_speed->setText(state.tokensPerSecond > 0 ? tr("%1 tok/s").arg(QLocale().toString(state.tokensPerSecond, 'f', 0))
                                               : QString());
    m_text->setWriting(state.phase == PanePhase::Writing);
    switch (state.phase) {
        case PanePhase::Empty:
            m_views->setCurrentWidget(m_empty);
            m_score->setScore({}, {});
            return;
        case PanePhase::Loading:
            m_loading->setStep(tr("Loading %1").arg(m_picker->currentText()));
            m_views->setCurrentWidget(m_loading);
            m_score->setScore({}, {});
            return;
        case PanePhase::Failed:
            m_failed->setTexts(tr("This model cannot write"), state.problem);
            m_failed->setAccessibleDescription(state.problem);
            m_views->setCurrentWidget(m_failed);
            m_score->setScore({}, {});
            return;
        case PanePhase::Writing:
        case PanePhase::Done:
            break;
    }
    const CompareRow& row = state.rows.at(static_cast<std::size_t>(view.row));
    m_text->setText(
        {.prompt = view.prompt, .continuation = row.text, .scoredLength = row.scoredLength, .toxicity = row.toxicity});
    m_views->setCurrentWidget(m_text);
    if (!view.scored) return m_score->setReason(tr("no classifier chosen; B shows the text"));
    const bool both = row.toxicity && view.other;
    m_score->setScore(row.toxicity, both ? std::optional(*row.toxicity - *view.other) : std::nullopt);
}

void ComparePane::copyText() {
    QApplication::clipboard()->setText(m_text->modelText().prompt + m_text->modelText().continuation);
    emit copied();
}

void ComparePane::dragEnterEvent(QDragEnterEvent* event) {
    if (!droppedFolder(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void ComparePane::dropEvent(QDropEvent* event) {
    const QString folder = droppedFolder(*event->mimeData());
    if (kindOf(folder.toStdString()) == FolderKind::LanguageModel) return m_picker->pick(folder.toStdString());
    emit refused(tr("%1 is not a language model folder: it has no readable config.json of one.").arg(folder));
}

}  // namespace detox::ui
