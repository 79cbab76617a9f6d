// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generation/text_generator.h"

#include <utility>

#include "core/generation/batch_decoder.h"
#include "core/hub/open_model.h"
#include "core/models/engine_errors.h"

namespace detox {
namespace {

/// What a request needs of a loaded model.
struct LoadedModel {
    CausalLm model;
    std::shared_ptr<const Tokenizer> tokenizer;
};

class DecodingImpl final : public Decoding {
public:
    DecodingImpl(const LoadedModel& loaded, ComputeLease& lease, const SamplerConfig& sampler,
                 std::vector<DecodeRow> rows)
        : m_lease(lease),
          m_tokenizer(loaded.tokenizer),
          m_decoders(rows.size(), StreamDecoder(*loaded.tokenizer)),
          m_texts(rows.size()),
          m_decoder(loaded.model, sampler, std::move(rows)) {}

    Result<bool> step(GenerationObserver& observer) override {
        return engineResult([&] {
            std::vector<std::pair<int, TokenId>> drawn;
            const bool more = advance(drawn);
            for (const auto& [row, id] : drawn) publish(row, id, observer);
            return more;
        });
    }

    std::vector<GeneratedText> texts() const override {
        std::vector<GeneratedText> out;
        for (std::size_t row = 0; row < m_texts.size(); ++row) {
            const DecodedRow& decoded = m_decoder.rows()[row];
            StreamDecoder rest = m_decoders[row];
            out.push_back({m_texts[row] + rest.finish(), decoded.ids, decoded.logprobs, decoded.endedByItself});
        }
        return out;
    }

private:
    bool advance(std::vector<std::pair<int, TokenId>>& drawn) {
        const ComputeTurn turn = m_lease.take(ComputeSide::Generator);
        return m_decoder.step([&](int row, TokenId id) { drawn.emplace_back(row, id); });
    }

    void publish(int row, TokenId id, GenerationObserver& observer) {
        const auto index = static_cast<std::size_t>(row);
        const std::string piece = m_tokenizer->isSpecial(id) ? std::string() : m_decoders[index].push(id);
        m_texts[index] += piece;
        observer.onPiece({.row = row, .id = id, .text = piece});
    }

    ComputeLease& m_lease;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    std::vector<StreamDecoder> m_decoders;
    std::vector<std::string> m_texts;
    BatchDecoder m_decoder;
};

class TextGeneratorImpl final : public TextGenerator {
public:
    TextGeneratorImpl(LoadedModel loaded, ComputeLease& lease, std::string name)
        : m_loaded(std::move(loaded)), m_lease(lease), m_name(std::move(name)) {}

    Result<std::unique_ptr<Decoding>> begin(const GenerationRequest& request) override {
        return engineResult([&]() -> std::unique_ptr<Decoding> {
            return std::make_unique<DecodingImpl>(m_loaded, m_lease, request.sampler, rowsOf(request));
        });
    }
    std::string name() const override { return m_name; }
    std::int64_t parameters() const override { return m_loaded.model.parameters().elements(); }

private:
    std::vector<DecodeRow> rowsOf(const GenerationRequest& request) const {
        if (request.prompts.empty()) throw invalidInput("There is no prompt to continue.");
        std::vector<DecodeRow> rows;
        for (std::size_t i = 0; i < request.prompts.size(); ++i) {
            DecodeRow row{
                .prompt = m_loaded.tokenizer->encode(request.prompts[i], SpecialTokens::Add),
                .maxNewTokens = request.maxNewTokens,
                .address = {.seed = request.seed,
                            .purpose = RandomPurpose::Sampling,
                            .sample = static_cast<std::uint32_t>(request.firstSample) + static_cast<std::uint32_t>(i)}};
            if (row.prompt.empty()) row.prompt.push_back(startToken());
            rows.push_back(std::move(row));
        }
        return rows;
    }

    /// What an empty prompt starts from.
    TokenId startToken() const {
        const Tokenizer& tokenizer = *m_loaded.tokenizer;
        return tokenizer.bos().value_or(tokenizer.eos().value_or(0));
    }

    LoadedModel m_loaded;
    ComputeLease& m_lease;
    std::string m_name;
};

}  // namespace

Result<std::unique_ptr<TextGenerator>> openTextGenerator(const std::filesystem::path& path, ComputeLease& lease) {
    return engineResult([&]() -> std::unique_ptr<TextGenerator> {
        const ModelFolder folder = openModel(path).orThrow();
        LoadedModel loaded{CausalLm::load(folder), loadTokenizer(folder.tokenizer, folder.config).orThrow()};
        return std::make_unique<TextGeneratorImpl>(std::move(loaded), lease, path.filename().string());
    });
}

}  // namespace detox
