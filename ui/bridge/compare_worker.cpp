// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/compare_worker.h"

#include <algorithm>
#include <exception>

namespace detox::ui {
namespace {

/// Two sides and one more for going back and forth.
constexpr std::size_t kModelsKept = 3;
constexpr int kTokensPerScore = 8;
constexpr std::array<Side, kSides> kBothSides{Side::Left, Side::Right};

std::size_t indexOf(Side side) {
    return static_cast<std::size_t>(side);
}

class OneSide final : public GenerationObserver {
public:
    OneSide(Side side, SideBySideObserver& observer) : m_side(side), m_observer(observer) {}
    void onPiece(const GeneratedPiece& piece) override { m_observer.onPiece(m_side, piece); }

private:
    Side m_side;
    SideBySideObserver& m_observer;
};

GenerationRequest generationRequest(const CompareRequest& request) {
    return {.prompts = std::vector<std::string>(static_cast<std::size_t>(std::max(1, request.samples)), request.prompt),
            .maxNewTokens = request.maxNewTokens,
            .sampler = request.sampler,
            .seed = request.seed};
}

}  // namespace

CompareWorker::CompareWorker(EngineProvider engine, const RunStore* store, CompareInbox& inbox)
    : m_engine(std::move(engine)), m_store(store), m_inbox(inbox) {}

CompareWorker::~CompareWorker() = default;

void CompareWorker::run(const CompareRequest& request, std::stop_token stop) {
    try {
        serve(request, stop);
    } catch (const std::exception& error) {
        fail(internalError(std::string("Writing failed: ") + error.what() + "."));
    }
    m_inbox.end();
}

void CompareWorker::serve(const CompareRequest& request, const std::stop_token& stop) {
    m_written = {};
    m_writing = {true, true};
    for (const Side side : kBothSides) m_inbox.setPhase(side, PanePhase::Loading);
    const Result<Engine*> engine = m_engine();
    if (!engine) return fail(engine.error());

    std::array<TextGenerator*, kSides> generators{};
    for (const Side side : kBothSides) {
        if (stop.stop_requested()) return fail(cancelled());
        generators[indexOf(side)] = openSide(*engine.value(), side, request.models[indexOf(side)]);
        m_writing[indexOf(side)] = generators[indexOf(side)] != nullptr;
    }
    openScorer(*engine.value(), request.classifier);
    const GenerationRequest wanted = generationRequest(request);
    for (Written& written : m_written) written.texts.resize(wanted.prompts.size());
    m_begun = std::chrono::steady_clock::now();
    write(generators, wanted, stop);
    scoreAll();
    for (const Side side : kBothSides) {
        if (m_writing[indexOf(side)]) m_inbox.setPhase(side, PanePhase::Done);
    }
}

TextGenerator* CompareWorker::openSide(Engine& engine, Side side, const std::string& name) {
    const auto opened = generator(engine, name);
    if (!opened) {
        m_inbox.fail(side, opened.error().message());
        return nullptr;
    }
    m_inbox.setModel(side, opened.value()->name());
    m_inbox.setPhase(side, PanePhase::Writing);
    return opened.value();
}

Result<TextGenerator*> CompareWorker::generator(Engine& engine, const std::string& name) {
    std::filesystem::path folder = name;
    if (name.starts_with("run:")) {
        if (m_store == nullptr) return notFound(name + " cannot be found: the runs cannot be read.");
        const auto resolved = resolveModelName(name, *m_store);
        if (!resolved) return resolved.error();
        folder = resolved.value();
    }
    if (const auto known = m_generators.find(folder.string()); known != m_generators.end()) return known->second.get();
    auto opened = engine.openGenerator(folder);
    if (!opened) return opened.error();
    if (m_generators.size() >= kModelsKept) m_generators.clear();
    return m_generators.emplace(folder.string(), std::move(opened).value()).first->second.get();
}

void CompareWorker::openScorer(Engine& engine, const std::string& folder) {
    if (folder == m_scorerFolder && (m_scorer || folder.empty())) return;
    m_scorerFolder = folder;
    m_scorer.reset();
    if (folder.empty()) return;
    auto opened = engine.openScorer(folder, {});
    if (!opened) return m_inbox.setScorerProblem(opened.error().message());
    m_scorer = std::move(opened).value();
}

void CompareWorker::write(const std::array<TextGenerator*, kSides>& generators, const GenerationRequest& request,
                          const std::stop_token& stop) {
    if (generators[0] != nullptr && generators[1] != nullptr) {
        const auto texts = generateSideBySide(*generators[0], *generators[1], request, *this, stop);
        if (!texts) fail(texts.error());
        return;
    }
    for (const Side side : kBothSides) {
        if (generators[indexOf(side)] != nullptr) writeAlone(side, *generators[indexOf(side)], request, stop);
    }
}

void CompareWorker::writeAlone(Side side, TextGenerator& generator, const GenerationRequest& request,
                               const std::stop_token& stop) {
    auto decoding = generator.begin(request);
    if (!decoding) return fail(decoding.error());
    OneSide observer(side, *this);
    while (!stop.stop_requested()) {
        const auto more = decoding.value()->step(observer);
        if (!more) return fail(more.error());
        if (!more.value()) return;
    }
}

void CompareWorker::fail(const Error& error) {
    for (const Side side : kBothSides) {
        if (!m_writing[indexOf(side)]) continue;
        m_inbox.fail(side, error.message());
        m_writing[indexOf(side)] = false;
    }
}

void CompareWorker::onPiece(Side side, const GeneratedPiece& piece) {
    Written& written = m_written[indexOf(side)];
    written.texts[static_cast<std::size_t>(piece.row)] += piece.text;
    ++written.tokens;
    m_inbox.append(side, piece);
    reportSpeed(side);
    const bool lastRow = piece.row + 1 == static_cast<int>(written.texts.size());
    const int steps = written.tokens / static_cast<int>(written.texts.size());
    const Side pacing = m_writing[indexOf(Side::Right)] ? Side::Right : Side::Left;
    if (lastRow && steps % kTokensPerScore == 0 && side == pacing) scoreShown();
}

void CompareWorker::reportSpeed(Side side) {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - m_begun;
    if (elapsed.count() > 0) m_inbox.setSpeed(side, m_written[indexOf(side)].tokens / elapsed.count());
}

void CompareWorker::scoreShown() {
    if (!m_scorer) return;
    const auto row = static_cast<std::size_t>(m_shownRow.load());
    std::vector<Side> sides;
    std::vector<std::string> texts;
    for (const Side side : kBothSides) {
        const auto& written = m_written[indexOf(side)].texts;
        if (!m_writing[indexOf(side)] || row >= written.size()) continue;
        sides.push_back(side);
        texts.push_back(written[row]);
    }
    const auto scores = m_scorer->score(texts);
    if (!scores) return m_inbox.setScorerProblem(scores.error().message());
    for (std::size_t index = 0; index < sides.size(); ++index) {
        m_inbox.setScore(sides[index], static_cast<int>(row), {texts[index].size(), scores.value()[index].toxicity});
    }
}

void CompareWorker::scoreAll() {
    if (!m_scorer) return;
    for (const Side side : kBothSides) {
        if (!m_writing[indexOf(side)]) continue;
        const auto& texts = m_written[indexOf(side)].texts;
        const auto scores = m_scorer->score(texts);
        if (!scores) return m_inbox.setScorerProblem(scores.error().message());
        for (std::size_t row = 0; row < texts.size(); ++row) {
            m_inbox.setScore(side, static_cast<int>(row), {texts[row].size(), scores.value()[row].toxicity});
        }
    }
}

}  // namespace detox::ui
