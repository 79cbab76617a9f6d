// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QPlainTextEdit>

#include "ui/widgets/shown_text.h"

namespace detox::ui {

class TextHider;

/// A prompt and what a model wrote after it.
struct ModelText {
    QString prompt;
    QString continuation;
    int scoredLength = 0;            ///< characters of continuation the toxicity is about
    std::optional<double> toxicity;  ///< nothing: not scored
};

/// Shows model output as plain text; nothing in it is ever interpreted. Toxic text (toxicity ≥ the theme's threshold)
/// and text not scored yet show as bars, one per word, until blur is off or while one peeks: Space held down, or the
/// mouse held on a bar. The text stays in the document, so layout and copying do not change.
class ModelTextView final : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit ModelTextView(QWidget* parent = nullptr);

    /// Cheap when the new text continues the old one.
    void setText(const ModelText& text);
    [[nodiscard]] const ModelText& modelText() const { return m_source; }
    void setBlurred(bool blurred);
    [[nodiscard]] bool isBlurred() const { return m_blurred; }
    /// True while some characters are bars.
    [[nodiscard]] bool hidesText() const;
    /// A block caret at the end while text is being written.
    void setWriting(bool writing);
    /// What a screen reader gets: hidden words are named as such.
    [[nodiscard]] QString accessibleText() const;

signals:
    /// Text was copied that is not readable on the screen.
    void hiddenTextCopied();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    QMimeData* createMimeDataFromSelection() const override;

private:
    friend class TextHider;
    enum class Ink { Prompt, Plain, Toxic, Unscored };
    /// Characters from and to of the block at a document position.
    struct Word {
        int block = 0;
        int from = 0;
        int to = 0;
    };
    [[nodiscard]] Ink inkAt(int position) const;
    [[nodiscard]] bool isHidden(int position) const;
    void setPeeking(bool peeking);
    void applyTheme();
    void refresh();
    void paintBars(QPainter& painter, const QTextBlock& block, const QPointF& origin) const;
    void paintBar(QPainter& painter, const QTextLine& line, const QPointF& origin, const Word& word) const;
    void paintCaret(QPainter& painter) const;

    ModelText m_source;
    ShownText m_shown;
    int m_promptEnd = 0;  ///< positions in the document
    int m_scoredEnd = 0;
    bool m_blurred = true;
    bool m_peeking = false;
    bool m_writing = false;
    TextHider* m_hider;
};

/// Makes screen readers get accessibleText() instead of the document. Call once per program.
void installModelTextAccessibility();

}  // namespace detox::ui
