// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_writer.h"

#include "core/util/utf8.h"

namespace detox {
namespace {

class FakeDecoding final : public Decoding {
public:
    FakeDecoding(FakeWriting& writing, std::vector<std::string> pieces, std::size_t rows)
        : m_writing(writing), m_pieces(std::move(pieces)), m_texts(rows) {}

    Result<bool> step(GenerationObserver& observer) override {
        m_writing.waitForTurn();
        if (m_next >= m_pieces.size()) return false;
        for (std::size_t row = 0; row < m_texts.size(); ++row) {
            m_texts[row].text += m_pieces[m_next];
            observer.onPiece({.row = static_cast<int>(row), .id = 1, .text = m_pieces[m_next]});
        }
        return ++m_next < m_pieces.size();
    }
    std::vector<GeneratedText> texts() const override { return m_texts; }

private:
    FakeWriting& m_writing;
    const std::vector<std::string> m_pieces;
    std::vector<GeneratedText> m_texts;
    std::size_t m_next = 0;
};

class FakeGenerator final : public TextGenerator {
public:
    FakeGenerator(FakeWriting& writing, std::string name, std::vector<std::string> pieces)
        : m_writing(writing), m_name(std::move(name)), m_pieces(std::move(pieces)) {}

    Result<std::unique_ptr<Decoding>> begin(const GenerationRequest& request) override {
        return std::unique_ptr<Decoding>(std::make_unique<FakeDecoding>(m_writing, m_pieces, request.prompts.size()));
    }
    std::string name() const override { return m_name; }
    std::int64_t parameters() const override { return 1; }

private:
    FakeWriting& m_writing;
    const std::string m_name;
    const std::vector<std::string> m_pieces;
};

class FakeScorer final : public TextScorer {
public:
    explicit FakeScorer(FakeWriting& writing) : m_writing(writing) {}

    Result<std::vector<TextScore>> score(const std::vector<std::string>& texts) override {
        std::vector<TextScore> scores;
        for (std::size_t index = 0; index < texts.size(); ++index) {
            TextScore score;
            score.toxicity = m_writing.score();
            scores.push_back(score);
        }
        return scores;
    }
    std::vector<std::string> labels() const override { return {"nothate", "hate"}; }
    std::string neutralLabel() const override { return "nothate"; }

private:
    FakeWriting& m_writing;
};

Error refused() {
    return unsupported("The fake writer only writes.");
}

std::vector<std::string> cut(const std::string& text, std::size_t pieceBytes) {
    std::vector<std::string> pieces;
    for (std::string_view rest = text; !rest.empty();) {
        std::size_t length = 0;
        while (length < rest.size() && length < pieceBytes) length += utf8::decodeFirst(rest.substr(length)).length;
        pieces.emplace_back(rest.substr(0, length));
        rest.remove_prefix(length);
    }
    return pieces;
}

}  // namespace

void FakeWriting::setText(const std::string& name, std::string text, std::size_t pieceBytes) {
    const std::lock_guard lock(m_mutex);
    m_pieces[name] = cut(text, pieceBytes);
}

void FakeWriting::refuse(const std::string& name, std::string problem) {
    const std::lock_guard lock(m_mutex);
    m_problems[name] = std::move(problem);
}

void FakeWriting::setToxicity(double toxicity) {
    const std::lock_guard lock(m_mutex);
    m_toxicity = toxicity;
}

void FakeWriting::allow(int pieces) {
    const std::lock_guard lock(m_mutex);
    m_allowed = pieces;
    m_changed.notify_all();
}

int FakeWriting::scored() const {
    const std::lock_guard lock(m_mutex);
    return m_scored;
}

Result<std::vector<std::string>> FakeWriting::piecesOf(const std::string& name) const {
    const std::lock_guard lock(m_mutex);
    if (const auto problem = m_problems.find(name); problem != m_problems.end()) return invalidInput(problem->second);
    const auto pieces = m_pieces.find(name);
    if (pieces == m_pieces.end()) return notFound(name + " does not exist.");
    return pieces->second;
}

double FakeWriting::score() {
    const std::lock_guard lock(m_mutex);
    ++m_scored;
    return m_toxicity;
}

void FakeWriting::waitForTurn() {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_written < m_allowed; });
    ++m_written;
}

EngineFacts FakeWriter::facts() const {
    EngineFacts facts;
    facts.torchVersion = "0.0";
    facts.blas = "reference";
    facts.slowBlas = true;
    facts.threads = 2;
    return facts;
}

Result<std::unique_ptr<TextGenerator>> FakeWriter::openGenerator(const std::filesystem::path& folder) {
    auto pieces = m_writing.piecesOf(folder.string());
    if (!pieces) return pieces.error();
    return std::unique_ptr<TextGenerator>(
        std::make_unique<FakeGenerator>(m_writing, folder.filename().string(), std::move(pieces).value()));
}
Result<std::unique_ptr<TextScorer>> FakeWriter::openScorer(const std::filesystem::path&, const std::string&) {
    return std::unique_ptr<TextScorer>(std::make_unique<FakeScorer>(m_writing));
}
Result<std::unique_ptr<TrainingSession>> FakeWriter::newPpoSession(const PpoSetup&) {
    return refused();
}
Result<std::unique_ptr<TrainingSession>> FakeWriter::newLanguageModelSession(const FitLanguageModelSetup&) {
    return refused();
}
Result<std::unique_ptr<TrainingSession>> FakeWriter::newClassifierSession(const FitClassifierSetup&) {
    return refused();
}
Result<EvaluationResult> FakeWriter::evaluate(const EvaluationSetup&, std::stop_token, TrainingObserver&) {
    return refused();
}
Result<void> FakeWriter::makePrompts(const MakePromptsSetup&, std::stop_token, TrainingObserver&) {
    return refused();
}
Result<ModelFacts> FakeWriter::inspect(const std::filesystem::path&) {
    return refused();
}
Result<ExportOutcome> FakeWriter::exportModel(const ExportSetup&, std::stop_token, TrainingObserver&) {
    return refused();
}

}  // namespace detox
