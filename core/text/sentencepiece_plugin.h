// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The border of libdetox_sentencepiece.so. Debian's libsentencepiece exports the protocol-buffer library it was built
/// with; libtorch brings another version, and where both are in one symbol scope the process dies while it is loaded.
/// So sentencepiece lives in a library of its own that is opened at run time with its symbols kept local.
namespace detox::sentencepiece_plugin {

/// An opened model. Every member may be called from any thread.
class Encoder {
public:
    virtual ~Encoder() = default;
    /// False with the library's reason in `error`.
    [[nodiscard]] virtual bool encode(std::string_view text, std::vector<int>& ids, std::string& error) const = 0;
};

using Flags = std::vector<std::pair<std::string, std::string>>;

/// Sets the next sentence; false when there is none left.
using NextSentence = std::function<bool(std::string&)>;

class Library {
public:
    virtual ~Library() = default;
    /// `model` has been validated (sentencepiece_guard.h). nullptr with the reason in `error`.
    [[nodiscard]] virtual std::unique_ptr<Encoder> open(const std::string& model, std::string& error) const = 0;
    /// Trains by the trainer's flags. False with the reason in `error`.
    [[nodiscard]] virtual bool train(const NextSentence& next, const Flags& flags, std::string& model,
                                     std::string& error) const = 0;
};

/// The library's one exported function, "detoxSentencePiece".
using Entry = const Library* (*)();

}  // namespace detox::sentencepiece_plugin
