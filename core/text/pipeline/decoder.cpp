// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipeline/decoder.h"

#include <array>
#include <utility>

namespace detox {
namespace {

/// huggingface/tokenizers decoders/wordpiece.rs, cleanup: in this order.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kTidied = {{{" .", "."},
                                                                                    {" ?", "?"},
                                                                                    {" !", "!"},
                                                                                    {" ,", ","},
                                                                                    {" ' ", "'"},
                                                                                    {" n't", "n't"},
                                                                                    {" 'm", "'m"},
                                                                                    {" do not", " don't"},
                                                                                    {" 's", "'s"},
                                                                                    {" 've", "'ve"},
                                                                                    {" 're", "'re"}}};

std::string replacedAll(const std::string& text, std::string_view from, std::string_view to) {
    std::string out;
    std::size_t done = 0;
    for (std::size_t at = 0; (at = text.find(from, done)) != std::string::npos; done = at + from.size()) {
        out.append(text, done, at - done);
        out += to;
    }
    return out.append(text, done);
}

std::string tidied(std::string text) {
    for (const auto& [from, to] : kTidied) text = replacedAll(text, from, to);
    return text;
}

}  // namespace

Decoder readDecoder(const JsonPart& json) {
    const std::string& type = json.at("type").text();
    if (type == "ByteLevel") return {};
    if (type == "WordPiece") {
        return {Decoder::Kind::WordPiece, json.textOr("prefix", "##"), json.flagOr("cleanup", true)};
    }
    if (type == "Sequence") {
        const std::vector<JsonPart> steps = json.at("decoders").elements();
        if (steps.size() == 1) return readDecoder(steps[0]);
        throw unsupported(json.where() + ": a Sequence of one decoder is supported, not of " +
                          std::to_string(steps.size()) + ".");
    }
    throw json.unknownStep("ByteLevel, WordPiece and Sequence");
}

std::string wordPieceText(const std::string& token, const Decoder& decoder) {
    const bool goesOn = !decoder.continuing.empty() && token.starts_with(decoder.continuing);
    std::string text = goesOn ? token.substr(decoder.continuing.size()) : " " + token;
    return decoder.tidies ? tidied(std::move(text)) : text;
}

}  // namespace detox
