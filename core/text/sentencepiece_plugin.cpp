// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/sentencepiece_plugin.h"

#include <sentencepiece_processor.h>
#include <sentencepiece_trainer.h>
#include <unordered_map>

namespace detox::sentencepiece_plugin {
namespace {

class ProcessorEncoder final : public Encoder {
public:
    sentencepiece::SentencePieceProcessor processor;

    bool encode(std::string_view text, std::vector<int>& ids, std::string& error) const override {
        const auto status = processor.Encode(text, &ids);
        if (!status.ok()) error = status.ToString();
        return status.ok();
    }
};

class Sentences final : public sentencepiece::SentenceIterator {
public:
    explicit Sentences(const NextSentence& next) : m_next(next) { m_more = m_next(m_current); }
    [[nodiscard]] bool done() const override { return !m_more; }
    void Next() override { m_more = m_next(m_current); }
    [[nodiscard]] const std::string& value() const override { return m_current; }
    [[nodiscard]] sentencepiece::util::Status status() const override { return {}; }

private:
    const NextSentence& m_next;
    std::string m_current;
    bool m_more = false;
};

class SentencePieceLibrary final : public Library {
public:
    std::unique_ptr<Encoder> open(const std::string& model, std::string& error) const override {
        auto encoder = std::make_unique<ProcessorEncoder>();
        const auto status = encoder->processor.LoadFromSerializedProto(model);
        if (status.ok()) return encoder;
        error = status.ToString();
        return nullptr;
    }

    bool train(const NextSentence& next, const Flags& flags, std::string& model, std::string& error) const override {
        Sentences sentences(next);
        const std::unordered_map<std::string, std::string> map(flags.begin(), flags.end());
        const auto status = sentencepiece::SentencePieceTrainer::Train(map, &sentences, &model);
        if (!status.ok()) error = status.ToString();
        return status.ok();
    }
};

}  // namespace
}  // namespace detox::sentencepiece_plugin

extern "C" __attribute__((visibility("default"))) const detox::sentencepiece_plugin::Library* detoxSentencePiece() {
    static const detox::sentencepiece_plugin::SentencePieceLibrary library;
    return &library;
}
