// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/generation_config.h"
#include "ui/widgets/card.h"

class QComboBox;
class QGridLayout;
class QPushButton;
class QVBoxLayout;
class QPlainTextEdit;
class QSpinBox;

namespace detox::ui {

/// The prompt and how to continue it.
class ComparePromptCard final : public Card {
    Q_OBJECT
public:
    explicit ComparePromptCard(QWidget* parent = nullptr);

    [[nodiscard]] QString prompt() const;
    void setPrompt(const QString& prompt);
    [[nodiscard]] QPlainTextEdit* editor() const { return m_editor; }
    [[nodiscard]] const SamplerConfig& sampler() const { return m_sampler; }
    [[nodiscard]] int maxNewTokens() const;
    void setMaxNewTokens(int tokens);
    [[nodiscard]] qint64 seed() const;
    void setSeed(qint64 seed);
    [[nodiscard]] int samples() const;
    void setSamples(int samples);

    /// Generate becomes Stop while texts are written. `blocker`: why Generate is not possible; empty when it is.
    void setBusy(bool busy);
    void setBlocker(const QString& blocker);

signals:
    void edited();
    void generateRequested();
    void stopRequested();
    void nextSeedRequested();

private:
    void makeEditor();
    [[nodiscard]] QGridLayout* makeFields();
    [[nodiscard]] QVBoxLayout* makeButtons();
    void onSampler(int index);
    void showSampler();
    void showButtons();

    QPlainTextEdit* m_editor;
    QComboBox* m_samplers;
    QSpinBox* m_length;
    QSpinBox* m_seed;
    QSpinBox* m_samples;
    QPushButton* m_generate = nullptr;
    QPushButton* m_nextSeed = nullptr;
    SamplerConfig m_sampler;
    bool m_busy = false;
    QString m_blocker;
};

}  // namespace detox::ui
