// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <limits>
#include <map>
#include <mutex>

#include "core/api/engine.h"

namespace detox {

/// What fake models write, in the hands of a test. Safe from any thread.
class FakeWriting {
public:
    /// The model of folder `name` writes `text`, in pieces of `pieceBytes` (never splitting a character).
    void setText(const std::string& name, std::string text, std::size_t pieceBytes = 4);
    /// Opening the model of folder `name` fails with this sentence.
    void refuse(const std::string& name, std::string problem);
    /// Every text has this toxicity.
    void setToxicity(double toxicity);
    /// Models write this many pieces in all and wait for more to be allowed.
    void allow(int pieces);
    /// How often a text was scored.
    [[nodiscard]] int scored() const;

    // For the engine:
    [[nodiscard]] Result<std::vector<std::string>> piecesOf(const std::string& name) const;
    [[nodiscard]] double score();
    void waitForTurn();

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    // guarded by m_mutex:
    std::map<std::string, std::vector<std::string>> m_pieces;
    std::map<std::string, std::string> m_problems;
    double m_toxicity = 0.1;
    int m_allowed = std::numeric_limits<int>::max();
    int m_written = 0;
    int m_scored = 0;
};

/// An engine whose models write what they are told; everything else is refused.
class FakeWriter final : public Engine {
public:
    explicit FakeWriter(FakeWriting& writing) : m_writing(writing) {}

    [[nodiscard]] EngineFacts facts() const override;
    [[nodiscard]] Result<std::unique_ptr<TextGenerator>> openGenerator(const std::filesystem::path& folder) override;
    [[nodiscard]] Result<std::unique_ptr<TextScorer>> openScorer(const std::filesystem::path& folder,
                                                                 const std::string& neutralLabel) override;
    [[nodiscard]] Result<std::unique_ptr<TrainingSession>> newPpoSession(const PpoSetup&) override;
    [[nodiscard]] Result<std::unique_ptr<TrainingSession>> newLanguageModelSession(
        const FitLanguageModelSetup&) override;
    [[nodiscard]] Result<std::unique_ptr<TrainingSession>> newClassifierSession(const FitClassifierSetup&) override;
    [[nodiscard]] Result<EvaluationResult> evaluate(const EvaluationSetup&, std::stop_token,
                                                    TrainingObserver&) override;
    [[nodiscard]] Result<void> makePrompts(const MakePromptsSetup&, std::stop_token, TrainingObserver&) override;
    [[nodiscard]] Result<ModelFacts> inspect(const std::filesystem::path&) override;
    [[nodiscard]] Result<ExportOutcome> exportModel(const ExportSetup&, std::stop_token, TrainingObserver&) override;

private:
    FakeWriting& m_writing;
};

}  // namespace detox
