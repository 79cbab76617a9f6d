// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/model_text_view.h"

#include <QAccessibleWidget>
#include <QFontInfo>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QTextBlock>

#include "ui/style/paint.h"
#include "ui/style/theme.h"
#include "ui/widgets/spaced_layout.h"
#include "ui/widgets/text_hider.h"

namespace detox::ui {
namespace {

constexpr double kBarHeight = 0.66;  ///< of the font's pixels, from the base line up
constexpr double kBarRadius = 2;

class ModelTextAccessible final : public QAccessibleWidget {
public:
    explicit ModelTextAccessible(ModelTextView* view) : QAccessibleWidget(view, QAccessible::StaticText) {}
    QString text(QAccessible::Text which) const override {
        if (which != QAccessible::Value) return QAccessibleWidget::text(which);
        return static_cast<ModelTextView*>(widget())->accessibleText();
    }
};

QAccessibleInterface* makeAccessible(const QString& className, QObject* object) {
    if (className != QLatin1String("detox::ui::ModelTextView")) return nullptr;
    return new ModelTextAccessible(static_cast<ModelTextView*>(object));
}

}  // namespace

void installModelTextAccessibility() {
    QAccessible::installFactory(makeAccessible);
}

ModelTextView::ModelTextView(QWidget* parent) : QPlainTextEdit(parent), m_hider(nullptr) {
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setFrameShape(QFrame::NoFrame);
    setFont(theme().font(Type::Reading));
    document()->setDefaultFont(font());
    document()->setDocumentLayout(new SpacedLayout(document(), theme().lineFactor(Type::Reading)));
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    viewport()->setAutoFillBackground(false);
    m_hider = new TextHider(*this);
    connect(&theme(), &Theme::changed, this, &ModelTextView::applyTheme);
    applyTheme();
}

void ModelTextView::setText(const ModelText& text) {
    const QString old = m_shown.text();
    m_source = text;
    m_shown = ShownText(text.prompt + text.continuation);
    m_promptEnd = m_shown.position(static_cast<int>(text.prompt.size()));
    m_scoredEnd =
        text.toxicity ? m_shown.position(static_cast<int>(text.prompt.size()) + text.scoredLength) : m_promptEnd;
    if (!old.isEmpty() && m_shown.text().startsWith(old)) {
        QTextCursor end(document());
        end.movePosition(QTextCursor::End);
        end.insertText(m_shown.text().mid(old.size()));
    } else {
        setPlainText(m_shown.text());
    }
    refresh();
}

/// Lines keep the design's measure; what is left of a wide pane stays empty. Set before the viewport hears of the new
/// size: lines are laid out once, also when it was hidden until now.
bool ModelTextView::event(QEvent* event) {
    if (event->type() == QEvent::Resize) setViewportMargins(0, 0, qMax(0, width() - theme().size(Size::Measure)), 0);
    return QPlainTextEdit::event(event);
}

void ModelTextView::setBlurred(bool blurred) {
    if (m_blurred == blurred) return;
    m_blurred = blurred;
    refresh();
}

bool ModelTextView::hidesText() const {
    if (!m_blurred || m_peeking || m_shown.text().size() <= m_promptEnd) return false;
    return isHidden(m_promptEnd) || m_scoredEnd < m_shown.text().size();
}

void ModelTextView::setWriting(bool writing) {
    if (m_writing == writing) return;
    m_writing = writing;
    viewport()->update();
}

ModelTextView::Ink ModelTextView::inkAt(int position) const {
    if (position < m_promptEnd) return Ink::Prompt;
    if (position >= m_scoredEnd || !m_source.toxicity) return Ink::Unscored;
    return *m_source.toxicity >= theme().blur().threshold ? Ink::Toxic : Ink::Plain;
}

bool ModelTextView::isHidden(int position) const {
    if (!m_blurred || m_peeking) return false;
    const Ink ink = inkAt(position);
    return ink == Ink::Toxic || ink == Ink::Unscored;
}

QString ModelTextView::accessibleText() const {
    const QString& text = m_shown.text();
    if (!hidesText()) return text;
    const int from = isHidden(m_promptEnd) ? m_promptEnd : m_scoredEnd;
    QStringList words = text.mid(from).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    words.fill(tr("hidden word"));
    return text.left(from) + QLatin1Char(' ') + words.join(QStringLiteral(", "));
}

void ModelTextView::setPeeking(bool peeking) {
    if (m_peeking == peeking) return;
    m_peeking = peeking;
    refresh();
}

void ModelTextView::applyTheme() {
    QPalette colors = palette();
    colors.setColor(QPalette::Text, theme().color(Color::Text));
    setPalette(colors);
    refresh();
}

void ModelTextView::refresh() {
    if (m_hider != nullptr) m_hider->rehighlight();
    setAccessibleDescription(hidesText() ? tr("Toxic or unscored words are hidden. Press B to show them.") : QString());
    viewport()->update();
}

void ModelTextView::paintEvent(QPaintEvent* event) {
    QPlainTextEdit::paintEvent(event);
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    if (hidesText()) {
        for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
            const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
            if (place.top() > viewport()->height()) break;
            paintBars(painter, block, place.topLeft());
        }
    }
    if (m_writing) paintCaret(painter);
}

void ModelTextView::paintBars(QPainter& painter, const QTextBlock& block, const QPointF& origin) const {
    const QString text = block.text();
    for (int index = 0; index < block.layout()->lineCount(); ++index) {
        const QTextLine line = block.layout()->lineAt(index);
        const double top = origin.y() + line.y();
        if (top + line.height() < 0) continue;
        if (top > viewport()->height()) return;
        const int end = line.textStart() + line.textLength();
        for (int at = line.textStart(); at < end;) {
            const Ink ink = inkAt(block.position() + at);
            if (text[at].isSpace() || !isHidden(block.position() + at)) {
                ++at;
                continue;
            }
            int stop = at + 1;
            while (stop < end && !text[stop].isSpace() && inkAt(block.position() + stop) == ink) ++stop;
            painter.setBrush(theme().color(ink == Ink::Toxic ? Color::BlurBarToxic : Color::BlurBar));
            paintBar(painter, line, origin, {.block = block.position(), .from = at, .to = stop});
            at = stop;
        }
    }
}

void ModelTextView::paintBar(QPainter& painter, const QTextLine& line, const QPointF& origin, const Word& word) const {
    const double x1 = origin.x() + line.cursorToX(word.from);
    const double x2 = origin.x() + line.cursorToX(word.to);
    const double base = origin.y() + line.y() + line.ascent();
    const double em = QFontInfo(font()).pixelSize();
    const QRectF ground(qMin(x1, x2), origin.y() + line.y(), qAbs(x2 - x1), line.height());
    const QTextCursor selection = textCursor();
    if (selection.selectionStart() < word.block + word.to && selection.selectionEnd() > word.block + word.from) {
        // a selection paints its glyphs again: cover them before the bar
        painter.fillRect(ground, theme().color(Color::Selection));
    }
    painter.drawRoundedRect(
        QRectF(ground.left() + 0.5, base - em * (kBarHeight - 0.02), ground.width() - 1, em * kBarHeight), kBarRadius,
        kBarRadius);
}

void ModelTextView::paintCaret(QPainter& painter) const {
    QTextCursor end(document());
    end.movePosition(QTextCursor::End);
    const QRect place = cursorRect(end);
    painter.fillRect(QRectF(place.left() + 2, place.top() + 2, theme().px(8), place.height() - 4),
                     theme().color(Color::Accent));
}

void ModelTextView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier) {
        if (!event->isAutoRepeat()) setPeeking(true);
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

void ModelTextView::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) setPeeking(false);
    QPlainTextEdit::keyReleaseEvent(event);
}

void ModelTextView::mousePressEvent(QMouseEvent* event) {
    const int at = cursorForPosition(event->position().toPoint()).position();
    if (event->button() == Qt::LeftButton && at < m_shown.text().size() && isHidden(at)) setPeeking(true);
    QPlainTextEdit::mousePressEvent(event);
}

void ModelTextView::mouseReleaseEvent(QMouseEvent* event) {
    setPeeking(false);
    QPlainTextEdit::mouseReleaseEvent(event);
}

void ModelTextView::focusOutEvent(QFocusEvent* event) {
    setPeeking(false);
    QPlainTextEdit::focusOutEvent(event);
}

QMimeData* ModelTextView::createMimeDataFromSelection() const {
    const QTextCursor selection = textCursor();
    auto* mime = new QMimeData;
    mime->setText(m_shown.sourceOf(selection.selectionStart(), selection.selectionEnd()));
    if (hidesText() && selection.selectionEnd() > m_promptEnd) {
        emit const_cast<ModelTextView*>(this)->hiddenTextCopied();
    }
    return mime;
}

}  // namespace detox::ui
